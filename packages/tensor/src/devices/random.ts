/** Tensors of random numbers: drawn on the host from a stream, so that every device and engine gets the same ones. */

import type { Device, Shape } from '../device/device.ts'
import { gaussian, type Random, shuffle } from '../random.ts'
import { checkGiven } from '../tensor/described.ts'
import { checkOptions } from '../tensor/options.ts'
import { checkShape, sizeOf } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { created } from './create.ts'

/** Where random numbers go. */
interface Placed {
  /** `cpu` where left out. */
  readonly device?: Device
}

/** What `randomUniform` draws from. */
export interface UniformOptions extends Placed {
  /** The least number; 0 where left out. */
  readonly low?: number
  /** What all are below; 1 where left out. */
  readonly high?: number
}

/** What `randomNormal` draws from. */
export interface NormalOptions extends Placed {
  /** 0 where left out. */
  readonly mean?: number
  /** 1 where left out. */
  readonly standardDeviation?: number
}

/** What `randomInteger` draws from. */
export interface IntegerOptions extends Placed {
  /** The least number; 0 where left out. */
  readonly low?: number
  /** What all are below. */
  readonly high: number
}

/** What every draw needs. */
function checkDraw(name: string, shape: Shape, stream: Random): void {
  checkShape(name, shape)
  checkGiven(typeof stream?.integer === 'function', name, 'the stream', 'stream, as random(seed)', stream)
}

function check(name: string, isRight: boolean, what: string): void {
  if (!isRight) throw new RangeError(`${name}: ${what}`)
}

/**
 * Numbers from `low` (in) to `high` (out), each as likely, in steps of 2⁻²⁴ of what is between: those that float32 has
 * below 1, on every device. `high` itself can come of rounding, where `low` is not 0. PyTorch's `rand` and `uniform_`.
 * @param stream says which numbers: the same stream, the same ones
 * @throws ShapeError; RangeError where `low` is above `high`
 * @example
 * const values = await randomUniform([2, 3], random(1, 'noise'), { low: -1 }).data()
 * values.every((value) => value >= -1 && value < 1) // true
 */
export function randomUniform(shape: Shape, stream: Random, options: UniformOptions = {}): Tensor {
  checkDraw('randomUniform', shape, stream)
  checkOptions('randomUniform', options, { low: 'number', high: 'number', device: true })
  const { low = 0, high = 1, ...place } = options
  check('randomUniform', Number.isFinite(high - low) && low <= high, `low is ${low}, high ${high}`)
  const values = new Float64Array(sizeOf(shape))
  for (let i = 0; i < values.length; i++) values[i] = low + (high - low) * (stream.integer(2 ** 24) / 2 ** 24)
  return created('randomUniform', values, shape, place)
}

/**
 * Numbers of a normal distribution, those of float32 on every device. PyTorch's `randn` and `normal`.
 * @param stream says which numbers: the same stream, the same ones
 * @throws ShapeError; RangeError on a standard deviation below 0
 * @example
 * const x = randomNormal([1000], random(1, 'noise'), { mean: 5 })
 * Math.round(await mean(x).item()) // 5
 */
export function randomNormal(shape: Shape, stream: Random, options: NormalOptions = {}): Tensor {
  checkDraw('randomNormal', shape, stream)
  checkOptions('randomNormal', options, { mean: 'number', standardDeviation: 'number', device: true })
  const { mean = 0, standardDeviation = 1, ...place } = options
  const isRight = Number.isFinite(mean) && standardDeviation >= 0 && standardDeviation < Infinity
  check('randomNormal', isRight, `mean is ${mean}, standardDeviation ${standardDeviation}`)
  const values = gaussian(stream, sizeOf(shape), standardDeviation)
  return created('randomNormal', mean === 0 ? values : values.map((value) => value + mean), shape, place)
}

/**
 * Whole numbers from `low` (in) to `high` (out), each as likely. NumPy's `integers`, PyTorch's `randint`.
 * @param stream says which numbers: the same stream, the same ones
 * @returns int32
 * @throws ShapeError; RangeError where there is no whole number in between, or not each is an int32
 * @example
 * randomInteger([3], random(1, 'dice'), { low: 1, high: 7 }).dtype // 'int32'
 */
export function randomInteger(shape: Shape, stream: Random, options: IntegerOptions): Tensor {
  checkDraw('randomInteger', shape, stream)
  checkOptions('randomInteger', options, { low: 'number', high: 'number', device: true })
  const { low = 0, high, ...place } = options
  const isRight = low === (low | 0) && high - 1 === ((high - 1) | 0) && low < high
  check('randomInteger', isRight, `no int32 from ${low} to below ${high}`)
  const values = new Int32Array(sizeOf(shape))
  for (let i = 0; i < values.length; i++) values[i] = low + stream.integer(high - low)
  return created('randomInteger', values, shape, place)
}

/**
 * 0, 1, … n−1 in an order of which each is as likely. NumPy's `permutation`, PyTorch's `randperm`.
 * @param stream says which order: the same stream, the same one
 * @returns (n), int32
 * @throws ShapeError on a number that is no size
 * @example
 * await permutation(4, random(1, 'order')).data() // [1, 0, 3, 2]
 */
export function permutation(n: number, stream: Random, options: Placed = {}): Tensor {
  checkDraw('permutation', [n], stream)
  checkOptions('permutation', options, { device: true })
  const order = Array.from({ length: n }, (_, i) => i)
  return created('permutation', Int32Array.from(shuffle(order, stream)), [n], options)
}
