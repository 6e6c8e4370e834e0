import {
  cpu,
  permutation,
  random,
  randomInteger,
  randomNormal,
  randomUniform,
  reference,
  type Tensor,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'

eachLeavesNoTensor()

async function read(x: Tensor): Promise<number[]> {
  const values = [...(await x.data())]
  x.dispose()
  return values
}

const stream = (seed = 1) => random(seed, 'tensors')
const moment = (values: readonly number[], power: number) =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length

test('the numbers are the same on each device', async () => {
  for (const draw of [randomUniform, randomNormal])
    expect(await read(draw([5], stream(), { device: cpu }))).toEqual(
      await read(draw([5], stream(), { device: reference })),
    )
  expect(await read(permutation(9, stream(), { device: reference }))).toEqual(
    await read(permutation(9, stream())),
  )
})

test('the first numbers of a seed stay what they are', async () => {
  expect(await read(randomUniform([2], stream()))).toEqual([0.2862292528152466, 0.8098782896995544])
  expect(await read(randomNormal([2], stream()))).toEqual([-0.605008065700531, 0.8770092725753784])
  expect(await read(randomInteger([4], stream(), { high: 100 }))).toEqual([28, 80, 2, 38])
})

test('uniform numbers fill the interval evenly, and stay below its end', async () => {
  const values = await read(randomUniform([20_000], stream(), { low: -1, high: 3 }))
  expect(values.every((value) => value >= -1 && value < 3)).toBe(true)
  expect(Math.abs(moment(values, 1) - 1)).toBeLessThan(0.03)
  expect(Math.abs(moment(values.map((value) => value - 1), 2) - 16 / 12)).toBeLessThan(0.03) // biome-ignore format: one line
})

test('float32 never rounds a uniform number up to 1', async () => {
  const almost = { uniform: () => 1 - 2 ** -53, integer: (below: number) => below - 1 }
  expect(await read(randomUniform([1], almost))).toEqual([1 - 2 ** -24])
})

test('normal numbers have the mean and the deviation that were asked for', async () => {
  const values = await read(randomNormal([20_000], stream(), { mean: 2, standardDeviation: 0.5 }))
  const centred = values.map((value) => value - 2)
  expect(Math.abs(moment(centred, 1))).toBeLessThan(0.015)
  expect(Math.abs(moment(centred, 2) - 0.25)).toBeLessThan(0.01)
  expect(Math.abs(moment(centred, 4) / 0.25 ** 2 - 3)).toBeLessThan(0.2)
})

test('whole numbers are from low to below high, each of them', async () => {
  const x = randomInteger([2, 200], stream(), { low: -1, high: 2 })
  expect([x.shape, x.dtype]).toEqual([[2, 200], 'int32'])
  expect(new Set(await read(x))).toEqual(new Set([-1, 0, 1]))
  const most = { uniform: () => 0, integer: (below: number) => below - 1 }
  expect(await read(randomInteger([], most, { low: -(2 ** 31), high: 2 ** 31 }))).toEqual([2 ** 31 - 1])
})

test.prop([fc.nat(30), fc.nat()])('a permutation has each number once', async (n, seed) => {
  const x = permutation(n, stream(seed))
  expect(x.dtype).toBe('int32')
  expect((await read(x)).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
})

test('an empty shape draws nothing, and what can be no distribution is refused', async () => {
  expect(await read(randomNormal([0, 3], stream()))).toEqual([])
  expect(() => randomUniform([2], stream(), { low: 2 })).toThrow('randomUniform: low is 2, high 1')
  expect(() => randomNormal([2], stream(), { standardDeviation: -1 })).toThrow(RangeError)
  expect(() => randomInteger([2], stream(), { high: 0 })).toThrow('randomInteger: no int32 from 0 to below 0')
  expect(() => randomInteger([2], stream(), { high: 2.5 })).toThrow(RangeError)
  expect(() => randomUniform([-1], stream())).toThrow('randomUniform: [-1] is no shape')
  expect(() => permutation(1.5, stream())).toThrow('permutation: [1.5] is no shape')
})

test('a draw without a stream, and one that goes to no device, are refused in one line', () => {
  const draws = { randomUniform, randomNormal, randomInteger, permutation }
  const call = (name: keyof typeof draws, ...given: readonly unknown[]) =>
    Reflect.apply(draws[name], undefined, given)
  for (const name of ['randomUniform', 'randomNormal', 'randomInteger'] as const) {
    const text = `${name}: the stream should be a stream, as random(seed), not`
    expect(() => call(name, [3], undefined, { high: 2 })).toThrow(new TypeError(`${text} undefined`))
    expect(() => call(name, [3], 42, { high: 2 })).toThrow(new TypeError(`${text} the number 42`))
    const options = { ...(name === 'randomInteger' && { high: 2 }), device: 'cpu' }
    expect(() => call(name, [3], stream(), options)).toThrow(
      new TypeError(`${name}: device should be a device, as cpu or reference, not the string "cpu"`),
    )
  }
  expect(() => call('randomInteger', [3])).toThrow('randomInteger: the stream should be a stream')
  expect(() => call('permutation', 3)).toThrow('permutation: the stream should be a stream')
  expect(() => call('permutation', 3, stream(), { device: 0 })).toThrow('permutation: device should be')
  expect(() => call('randomInteger', [3], stream())).toThrow('randomInteger: its options are an object')
})
