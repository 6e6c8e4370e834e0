import { parameter } from '@cloze/autograd'
import {
  arange,
  cpu,
  disposeOf,
  eye,
  fullLike,
  linspace,
  ones,
  onesLike,
  reference,
  scope,
  type Tensor,
  tensor,
  zerosLike,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'

eachLeavesNoTensor()

/** Its elements; it is disposed of. */
async function read(x: Tensor): Promise<number[]> {
  const values = [...(await x.data())]
  x.dispose()
  return values
}

const on = { device: reference }

test('arange goes from start to before end, as NumPy and PyTorch do', async () => {
  expect(await read(arange(3, on))).toEqual([0, 1, 2])
  expect(await read(arange(2, 5, on))).toEqual([2, 3, 4])
  expect(await read(arange(0, 1, 0.3, on))).toEqual([0, 0.3, 0.6, 3 * 0.3])
  expect(await read(arange(3, 0, -1, on))).toEqual([3, 2, 1])
  expect(await read(arange(3, undefined, undefined, on))).toEqual([0, 1, 2])
})

test('arange is empty where its steps lead away from the end', async () => {
  for (const empty of [() => arange(0), () => arange(-2), () => arange(5, 2), () => arange(1, 2, -1)])
    expect(await read(empty())).toEqual([])
})

test('arange is float, or int32 where that is asked for', async () => {
  const whole = arange(2, { dtype: 'int32' })
  const floats = arange(2)
  expect([whole.dtype, floats.dtype, floats.device]).toEqual(['int32', 'float32', cpu])
  disposeOf([whole, floats])
  expect(() => arange(0, 1, 0.5, { dtype: 'int32' })).toThrow('the value at [1] is 0.5, which is no int32')
})

test('a step of 0 and an end that is no number are refused', () => {
  expect(() => arange(0, 1, 0)).toThrow(
    new RangeError(
      'arange: from 0 to 1 in steps of 0 is no end; give finite numbers, and a step that is not 0',
    ),
  )
  expect(() => arange(Number.NaN)).toThrow('arange: from 0 to NaN')
  expect(() => arange(Number.POSITIVE_INFINITY)).toThrow('arange: from 0 to Infinity')
})

test('linspace has both ends in it', async () => {
  expect(await read(linspace(-1, 1, 5, on))).toEqual([-1, -0.5, 0, 0.5, 1])
  expect(await read(linspace(3, 4, 1, on))).toEqual([3])
  expect(await read(linspace(3, 4, 0, on))).toEqual([])
  expect(await read(linspace(1, 0, 2, on))).toEqual([1, 0])
  expect(() => linspace(0, 1, 2.5)).toThrow('linspace: [2.5] is no shape')
})

test.prop([fc.integer({ min: -99, max: 99 }), fc.integer({ min: 2, max: 50 })])(
  'linspace ends at the end to the bit',
  async (end, count) => {
    expect((await read(linspace(0.1, end / 7, count, on))).at(-1)).toBe(end / 7)
  },
)

test('eye is the identity, cut or filled up where it is no square', async () => {
  expect(await read(eye(2))).toEqual([1, 0, 0, 1])
  expect(await read(eye(2, 3))).toEqual([1, 0, 0, 0, 1, 0])
  expect(await read(eye(3, 1, { dtype: 'int32' }))).toEqual([1, 0, 0])
  expect(await read(eye(0))).toEqual([])
})

test('an option that there is not is refused', () => {
  const options: object = { type: 'int32' }
  expect(() => eye(2, 2, options)).toThrow('eye: there is no option type; it takes dtype, device')
})

test('a tensor like another has its shape, dtype and device', async () => {
  const made = scope(() => {
    const x = tensor([[1, 2]], { dtype: 'int32', device: reference })
    return [zerosLike(x), onesLike(x), fullLike(x, -3)]
  })
  for (const each of made) expect([each.shape, each.dtype, each.device]).toEqual([[1, 2], 'int32', reference])
  expect(await Promise.all(made.map(read))).toEqual([[0, 0], [1, 1], [-3, -3]]) // biome-ignore format: rows
})

test('a tensor like a variable is a constant like its value', async () => {
  const x = parameter(tensor([Number.NaN], on))
  const like = onesLike(x)
  expect([like.device, like.dtype]).toEqual([reference, 'float64'])
  expect(await read(like)).toEqual([1])
  disposeOf(x)
})

test('ones are ones', async () => {
  expect(await read(ones([2, 1]))).toEqual([1, 1])
  expect(await read(ones([], on))).toEqual([1])
})
