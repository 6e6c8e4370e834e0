import type { Piece, Shape } from '../device/device.ts'
import { stridesOf } from '../tensor/shape.ts'

/** A piece of a whole block: contiguous, from the start, on each side where `given` says nothing else. */
export function whole(shape: Shape, given: Partial<Piece>): Piece {
  const strides = stridesOf(shape)
  return {
    source: 0,
    shape,
    sourceOffset: 0,
    sourceStrides: strides,
    targetOffset: 0,
    targetStrides: strides,
    ...given,
  }
}
