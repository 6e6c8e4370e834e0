import { clipping } from '@cloze/mlm/training'
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
      clipping(
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

test('adds up the sums of 44 gradients in 11 ops', () => {
  const elementwise = vi.fn(cpu.elementwise)
  const device = { ...cpu, elementwise }
  scope(() => {
    clipping(
      Array.from({ length: 44 }, () => tensor([1, 2], { device })),
      1,
    )
  })
  expect(elementwise).toHaveBeenCalledTimes(8 + 2 + 1 + 2) // the tree; root and scale
})
