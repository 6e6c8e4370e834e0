import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { ResultOf } from '../tensor/apply.ts'
import { integers, Literal } from '../tensor/literal.ts'
import { type Operand, shapeFor, shapeOf, specOf } from '../tensor/op.ts'
import { together } from '../tensor/placed.ts'
import { broadcastShapes, formatShape, frontAxis, sizeAt, sizeOf } from '../tensor/shape.ts'
import { along, lastSwapped } from './along.ts'
import { cast } from './cast.ts'
import { add } from './elementwise.ts'
import { checkIds, gather } from './rows.ts'
import { broadcastTo, concatenate, reshape } from './shapes.ts'
import { slice } from './slice.ts'

/** So many elements can be numbered by floats of every device. */
const NUMBERED = 2 ** 24

/** Of each row of x (R, n) the elements that its row of ids (R, k) names. */
function takeRows(x: Operand, ids: Operand): Operand {
  const [rows, size] = [sizeAt(shapeOf(x), 0), sizeAt(shapeOf(x), 1)]
  if (rows === 1) return gather(reshape(x, [size]), ids)
  const atOnce = Math.max(1, Math.floor(NUMBERED / Math.max(size, 1)))
  if (rows <= atOnce) {
    const starts = new Literal(
      [rows, 1],
      Int32Array.from({ length: rows }, (_, row) => row * size),
    )
    return gather(reshape(x, [rows * size]), cast(add(ids, starts), 'int32'))
  }
  const parts = Array.from({ length: Math.ceil(rows / atOnce) }, (_, part) => {
    const [from, to] = [part * atOnce, Math.min((part + 1) * atOnce, rows)]
    return takeRows(slice(x, [from], [to]), slice(ids, [from], [to]))
  })
  return concatenate(parts)
}

/**
 * The elements of `x` that `ids` names along `axis`, those of each row by its own. NumPy's `take_along_axis` and PyTorch's
 * `take_along_dim`, but that no id may be negative. The gradient of an element that is taken twice is the sum of both.
 * @param ids int32, of as many axes as `x`; the others are broadcast
 * @param axis the last where left out
 * @returns of the shape of `ids`
 * @throws ShapeError, DtypeError; RangeError on an id out of range
 * @example
 * await takeAlong(tensor([[1, 2], [3, 4]]), tensor([[1], [0]], 'int32')).data() // [2, 3]
 */
export function takeAlong<X extends Operand, I extends Operand>(x: X, ids: I, axis = -1): ResultOf<[X, I]> {
  const named = integers('takeAlong', ids)
  const [shape, at] = [shapeFor('takeAlong', x), shapeOf(named)]
  if (shape.length !== at.length)
    throw new ShapeError(
      `takeAlong: needs as many axes of ids as of x, not ${formatShape(at)} and ${formatShape(shape)}`,
    )
  const front = frontAxis('takeAlong', axis, shape.length)
  checkIds('takeAlong', 'ids', specOf(named), sizeAt(shape, front))
  const others = broadcastShapes('takeAlong', [shape.with(front, 1), at.with(front, 1)])
  const wide = (of: Operand) => broadcastTo(of, others.with(front, sizeAt(shapeOf(of), front)))
  return scope(() => {
    const [from, which] = together('takeAlong', [x, named])
    const table = lastSwapped(wide(from), front)
    const taken = along('takeAlong', wide(which), front, (rows) => {
      const count = sizeOf(others)
      const [size, k] = [sizeAt(shapeOf(table), -1), sizeAt(shapeOf(rows), -1)]
      return reshape(takeRows(reshape(table, [count, size]), reshape(rows, [count, k])), shapeOf(rows))
    })
    return taken as ResultOf<[X, I]>
  })
}
