import { clipGradients, globalNorm } from '@cloze/autograd'
import { cpu, liveTensors, reference, scope, tensor } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect, vi } from 'vitest'

const values = fc.double({ min: -10, max: 10, noNaN: true })
const parts = fc.array(fc.array(values, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 50 })

test.prop([parts, fc.double({ min: 0.1, max: 100, noNaN: true })])(
  'is the norm of all gradients laid end to end, and what brings it down to the most that it may be',
  async (gradients, most) => {
    const before = liveTensors()
    const found = scope(() =>
      clipGradients(
        gradients.map((gradient) => tensor(gradient, { device: reference })),
        most,
      ),
    )
    const norm = Math.hypot(...gradients.flat())
    expect(await found.norm.item()).toBeCloseTo(norm, 9)
    expect(await found.scale.item()).toBeCloseTo(Math.min(1, most / (norm + 1e-6)), 9)
    found.norm.dispose()
    found.scale.dispose()
    expect(liveTensors()).toBe(before)
  },
)

test.each([
  ['in one op where the device has a kernel for it', cpu.fused, 0],
  ['in 11 where it has none', undefined, 8 + 2 + 1],
])('adds up the squares of 44 gradients %s', (_, fused, tree) => {
  const elementwise = vi.fn(cpu.elementwise)
  const sumOfSquares = [...(cpu.fused ?? [])].filter(([{ name }]) => name === 'sumOfSquares')
  const device = { ...cpu, elementwise, fused: fused ?? new Map(sumOfSquares) }
  scope(() => {
    clipGradients(
      Array.from({ length: 44 }, () => tensor([1, 2], { device })),
      1,
    )
  })
  expect(elementwise).toHaveBeenCalledTimes(tree + 2) // the tree; root and scale
})

test('leaves nothing but what it gives, outside a scope too', async () => {
  const given = [tensor([3], { device: reference }), tensor([[4]], { device: reference })]
  const before = liveTensors()
  const norm = globalNorm(given)
  const clipped = clipGradients(given, 1)
  expect(liveTensors() - before).toBe(3)
  expect(await norm.item()).toBe(5)
  for (const each of [norm, ...Object.values(clipped), ...given]) each.dispose()
})

test('without gradients, or to a norm that is none, is an error that says so', () => {
  expect(() => clipGradients([], 1)).toThrow('globalNorm: there are no gradients')
  const gradient = tensor([1], { device: reference })
  for (const most of [0, -1, Number.NaN])
    expect(() => clipGradients([gradient], most)).toThrow(
      `clipGradients: maxNorm is ${most}; it should be above 0`,
    )
  gradient.dispose()
})
