import { DtypeError, ShapeError } from '../errors.ts'
import { type AnyDefinedOp, type Operand, type OutputSpec, specOf } from './op.ts'
import { formatShape, sameShape } from './shape.ts'

/**
 * What an op's definition gave.
 * @param inferred what `infer` says that it gives
 * @throws ShapeError, DtypeError, or TypeError on their number, that name the op and the output, where `infer` and `define` say different things
 * @example
 * const op = defined({
 *   name: 'twice',
 *   operands: ['x'],
 *   outputs: ['y'],
 *   infer: () => [{ shape: [], dtype: 'float' }],
 *   define: ([x]) => [mul(x, 2)],
 * })
 * apply(op, [tensor([1, 2])]) // throws ShapeError: twice: infer says that y is float [], but define gives float [2]
 */
export function checkDefinition(
  { name, outputs }: AnyDefinedOp,
  inferred: readonly OutputSpec[],
  given: readonly Operand[],
): readonly Operand[] {
  if (inferred.length !== given.length)
    throw new TypeError(`${name}: infer says ${inferred.length} outputs, but define gives ${given.length}`)
  inferred.forEach((right, index) => {
    const found = specOf(given[index] ?? 0)
    const isShape = sameShape(found.shape, right.shape)
    if (isShape && found.dtype === right.dtype) return
    const [say, give] = [right, found].map(({ shape, dtype }) => `${dtype} ${formatShape(shape)}`)
    throw new (isShape ? DtypeError : ShapeError)(
      `${name}: infer says that ${outputs[index] ?? `output ${index}`} is ${say}, but define gives ${give}`,
    )
  })
  return given
}
