import { readFileSync } from 'node:fs'
import { gradients, parameter } from '@cloze/autograd'
import {
  averagePool,
  conv1d,
  disposeOf,
  embedding,
  maxPool,
  mul,
  type Operand,
  type PoolOptions,
  type Result,
  type Shape,
  scope,
  sum,
  tensor,
  zeros,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

interface NumbersOf {
  readonly shape: Shape
  readonly values: readonly number[]
}

interface Fixture {
  readonly cases: readonly {
    readonly name: 'conv1d' | 'averagePool' | 'maxPool'
    readonly options: PoolOptions
    readonly inputs: readonly NumbersOf[]
    readonly y: NumbersOf
    readonly g: NumbersOf
    readonly gradients: readonly NumbersOf[]
  }[]
}

const { cases }: Fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/convolution.json', import.meta.url), 'utf8'),
)

/** The function of that name. */
function called<O extends Operand>(name: string, inputs: readonly O[], options: PoolOptions): Result<O> {
  const [x, weight, bias] = inputs
  if (x === undefined) throw new RangeError('a case without inputs')
  if (name === 'averagePool') return averagePool(x, options)
  if (weight === undefined) return maxPool(x, options)
  return conv1d<O, O, O>(x, weight, { ...options, ...(bias !== undefined && { bias }) })
}

for (const device of hostDevices)
  describe(device.name, () => {
    test.each(cases.map((each) => [each.name, each] as const))(
      '%s gives what PyTorch gives, forward and back: %#',
      async (name, { options, inputs, y, g, gradients: wanted }) => {
        const made = scope(() => {
          const variables = inputs.map(({ shape, values }) =>
            parameter(tensor(Float64Array.from(values), { shape, device })),
          )
          const found = called(name, variables, options)
          const weights = tensor(Float64Array.from(g.values), { shape: g.shape, device })
          return { found, given: gradients(sum(mul(found, weights)), variables), variables }
        })
        const close = (values: Iterable<number>, numbers: NumbersOf) => {
          const all = [...values]
          expect(all.length).toBe(numbers.values.length)
          for (const [i, value] of all.entries())
            expect(value).toBeCloseTo(numbers.values[i] ?? Number.NaN, 5)
        }
        expect(made.found.shape).toEqual(y.shape)
        close(await made.found.data(), y)
        for (const [i, gradient] of made.given.entries()) close(await gradient.data(), wanted[i] ?? y)
        disposeOf(made)
      },
    )

    test('a maximum is NaN where one of the window is, and the padding is never one', async () => {
      const pooled = scope(() =>
        maxPool(tensor([Number.NaN, 1, 2, 3, -4, Number.NaN], { device }), { size: 2 }),
      )
      expect([...(await pooled.data())]).toEqual([Number.NaN, 3, Number.NaN])
      const below = scope(() => maxPool(tensor([-5, -7], { device }), { size: 2, padding: 1 }))
      expect([...(await below.data())]).toEqual([-5, -7])
      disposeOf([pooled, below])
    })

    test('a pool takes any axis, and whole numbers as floats', async () => {
      const x = tensor([[1, 2], [3, 4], [5, 9]], { dtype: 'int32', device }) // biome-ignore format: a matrix
      const made = scope(() => [
        averagePool(x, { size: 2, stride: 1, axis: 0 }),
        maxPool(x, { size: 3, axis: -2, padding: 1 }),
      ])
      expect(await Promise.all(made.map(async (each) => [...(await each.data())]))).toEqual([
        [2, 3, 4, 6.5],
        [3, 4],
      ])
      disposeOf([x, made])
    })
  })

test('an embedding looks rows up, and refuses what gather refuses', async () => {
  const table = tensor([[1, 2], [3, 4]]) // biome-ignore format: a matrix
  const ids = tensor([[1], [0]], 'int32')
  const found = embedding(ids, table)
  expect([found.shape, [...(await found.data())]]).toEqual([[2, 1, 2], [3, 4, 1, 2]]) // biome-ignore format: one line
  scope(() => {
    expect(() => embedding(tensor([2], 'int32'), table)).toThrow('gather: ids[0] is 2, but must be in 0…1')
    expect(() => embedding(tensor([-1], 'int32'), table)).toThrow('gather: ids[0] is -1, but must be in 0…1')
    expect(() => embedding(tensor([1]), table)).toThrow('gather: ids must be int32')
  })
  disposeOf([table, ids, found])
})

test('what does not fit is refused in one line', () => {
  scope(() => {
    const [x, w] = [zeros([1, 4, 5]), zeros([6, 2, 3])]
    expect(() => conv1d(x, w)).toThrow(
      "conv1d: 1 groups don't part 4 channels into 2 for each of [6, 2, 3], and these 6 evenly",
    )
    expect(() => conv1d(x, zeros([3, 2, 3]), { groups: 2 })).toThrow('and these 3 evenly')
    expect(() => conv1d(zeros([4, 5]), w)).toThrow('conv1d: needs x (N, C, L) and weight (O, C / groups, K)')
    expect(() => conv1d(x, w, { groups: 2, dilation: 3 })).toThrow(
      'conv1d: no window over 7 cells fits into 5 and 0 of padding on each side',
    )
    expect(() => conv1d(x, w, { groups: 2, stride: 0 })).toThrow('conv1d: size 3, stride 0 and dilation 1')
    expect(() => conv1d(x, w, { groups: 2, padding: -1 })).toThrow('padding -1 from 0')
    const options: object = { strides: 2 }
    expect(() => conv1d(x, w, options)).toThrow('conv1d: there is no option strides; it takes bias, stride')
    expect(() => maxPool(x, { size: 2, padding: 2 })).toThrow(
      "maxPool: the padding 2 is more than half of the window's 2",
    )
    expect(() => averagePool(x, { size: 6 })).toThrow('averagePool: no window over 6 cells fits into 5')
    expect(() => averagePool(x, { size: 1, axis: 3 })).toThrow('averagePool: no axis 3 in 3 axes')
    expect(() => maxPool(zeros([2, 0]), { size: 1 })).toThrow('maxPool: no window over 1 cells fits into 0')
  })
})
