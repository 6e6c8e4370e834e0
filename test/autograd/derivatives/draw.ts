/**
 * Random operands away from kinks: no two values of a case are closer than 0.006, and none is near a whole number. They
 * are numbers of float32, so that every device gets the same ones.
 */
import {
  type Device,
  type Random,
  random,
  reference,
  type Shape,
  shuffle,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'

const SLOTS = 32
const OPERANDS = 3

export interface Interval {
  readonly low?: number
  readonly high?: number
  /** Whether values are negative as often as positive. True where left out. */
  readonly signed?: boolean
}

export class Draw {
  readonly #stream: Random
  readonly #device: Device
  #operands = 0

  constructor(seed: number, device: Device = reference) {
    this.#stream = random(seed, 'draw')
    this.#device = device
  }

  integer(below: number): number {
    return this.#stream.integer(below)
  }

  chance(): boolean {
    return this.#stream.integer(2) === 1
  }

  /** Each operand has its own places between those of the others. */
  floats(shape: Shape, { low = 0.2, high = 0.9, signed = true }: Interval = {}): Tensor {
    const between = (this.#operands++ % OPERANDS) / OPERANDS
    const slots = shuffle(
      Array.from({ length: Math.max(SLOTS, sizeOf(shape)) }, (_, i) => i),
      this.#stream,
    )
    const values = slots.slice(0, sizeOf(shape)).map((slot) => {
      const size = Math.fround(low + ((high - low) * (slot + between)) / slots.length)
      return signed && this.chance() ? -size : size
    })
    return tensor(Float64Array.from(values), { shape, device: this.#device })
  }

  ids(shape: Shape, below: number, orElse?: number): Tensor {
    const values = Int32Array.from({ length: sizeOf(shape) }, () =>
      orElse !== undefined && this.integer(4) === 0 ? orElse : this.integer(below),
    )
    return tensor(values, { shape, device: this.#device })
  }

  /** A shape that is broadcast to `shape`. */
  narrower(shape: Shape): Shape {
    return shape.slice(this.integer(shape.length + 1)).map((size) => (this.chance() ? 1 : size))
  }

  /** Cells inside of `shape`, in steps forwards and backwards. */
  block(shape: Shape) {
    const axes = shape.map((size) => {
      const [stride, back] = [1 + this.integer(3), this.chance()]
      const first = this.integer(size + 1)
      const count = this.integer(Math.ceil((size - first) / stride) + 1)
      const last = first + Math.max(count - 1, 0) * stride
      return { start: back ? last : first, step: back ? -stride : stride, count }
    })
    return {
      starts: axes.map(({ start }) => start),
      steps: axes.map(({ step }) => step),
      shape: axes.map(({ count }) => count),
    }
  }

  order(shape: Shape): number[] {
    return shuffle(
      shape.map((_, axis) => axis),
      this.#stream,
    )
  }

  /** Some of the axes. */
  axes(shape: Shape): number[] {
    return shape.flatMap((_, axis) => (this.chance() ? [axis] : []))
  }
}
