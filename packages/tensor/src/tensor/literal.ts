import type { Shape, Values } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { formatShape, sizeOf } from './shape.ts'

/**
 * Values on the host that become a tensor on the other operands' device.
 * @throws ShapeError where the values don't fill the shape
 * @example
 * await add(tensor([1, 2]), new Literal([2], Float64Array.of(3, 4))).data() // [4, 6]
 */
export class Literal {
  readonly shape: Shape
  readonly values: Values

  constructor(shape: Shape, values: Values) {
    if (sizeOf(shape) !== values.length)
      throw new ShapeError(
        `literal: ${formatShape(shape)} has ${sizeOf(shape)} elements, but ${values.length} values are given`,
      )
    this.shape = shape
    this.values = values
  }

  get spec(): LiteralSpec {
    if (this.values instanceof Int32Array) return { shape: this.shape, dtype: 'int32', host: this.values }
    return { shape: this.shape, dtype: 'float' }
  }
}

type LiteralSpec = { readonly shape: Shape; readonly dtype: 'float' | 'int32'; readonly host?: Int32Array }

/**
 * 0, 1, … length−1 as int32, along the first axis of a literal that has `after` more axes, of size 1. Filled in a loop: with
 * `Int32Array.from`, a range as long as a vocabulary took a tenth of a forward pass.
 * @example
 * range(3).values // [0, 1, 2]
 * range(3, 1).shape // [3, 1]
 */
export function range(length: number, after = 0): Literal {
  const values = new Int32Array(length)
  for (let i = 0; i < length; i++) values[i] = i
  return new Literal([length, ...Array.from({ length: after }, () => 1)], values)
}
