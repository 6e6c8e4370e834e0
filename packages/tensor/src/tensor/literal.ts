import type { Shape, Values } from '../device/device.ts'
import { flattened, type Nested } from './nested.ts'
import { checkFilled } from './shape.ts'

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
    checkFilled('literal', shape, values)
    this.shape = shape
    this.values = values
  }

  get spec(): LiteralSpec {
    if (this.values instanceof Int32Array) return { shape: this.shape, dtype: 'int32', host: this.values }
    return { shape: this.shape, dtype: 'float' }
  }
}

type LiteralSpec = { readonly shape: Shape; readonly dtype: 'float' | 'int32'; readonly host?: Int32Array }

/** Numbers in arrays, or in a typed array, which is one axis. */
export type Arrays = readonly Nested[] | Values

/**
 * Arrays as a literal: an Int32Array is of whole numbers, all else of floats.
 * @throws ShapeError that names `op`, on rows of different lengths
 */
export function literalOf(op: string, values: Arrays): Literal {
  if (ArrayBuffer.isView(values)) return new Literal([values.length], values)
  const { shape, flat } = flattened(op, values)
  return new Literal(shape, flat)
}

/**
 * Ids as an op takes them: numbers and arrays of them become whole numbers, all else stays what it is.
 * @throws RangeError that names `op` on a number that is no int32
 */
export function integers<O>(op: string, ids: O): O | Literal {
  if (typeof ids !== 'number' && !Array.isArray(ids)) return ids
  const { shape, flat } = flattened(op, ids)
  const wrong = flat.find((value) => value !== (value | 0))
  if (wrong !== undefined) throw new RangeError(`${op}: ids are whole numbers, but one is ${wrong}`)
  return new Literal(shape, Int32Array.from(flat))
}

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
