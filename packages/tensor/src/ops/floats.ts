/**
 * Whole numbers count as floats. What is computed by scalars takes them as they are; of all else the functions make floats
 * of them, and the ops, which kernels run that would read their bits as floats, refuse them.
 */
import { DtypeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { input } from '../scalar/scalar.ts'
import { apply, type Result } from '../tensor/apply.ts'
import { type Operand, type Spec, specOf } from '../tensor/op.ts'
import { elementwiseOp } from './op.ts'

/** x as floats, of the device's float type. */
export const toFloat = elementwiseOp('cast', 1, input(0))

type Given = Operand | undefined

const isWhole = (x: Given): boolean => x !== undefined && specOf(x).dtype === 'int32'

/** Whole numbers as floats, for ops that compute with floats alone; floats as they are. */
export function floats<O extends Operand>(x: O): O | Result<O>
export function floats(x: Operand): Operand {
  if (x instanceof Int32Array) return Float64Array.from(x)
  return isWhole(x) ? apply(toFloat, [x]) : x
}

/**
 * What `f` gives of operands as floats; what whole numbers became is gone after that.
 * @param alone whether `f` makes more than it gives, which is to go, too
 */
export function onFloats<const O extends readonly Given[], R>(
  operands: O,
  f: (...operands: { readonly [Place in keyof O]: Operand | Extract<O[Place], undefined> }) => R,
  alone?: boolean,
): R
export function onFloats<R>(
  operands: readonly Given[],
  f: (...operands: readonly Given[]) => R,
  alone = false,
): R {
  if (!alone && !operands.some(isWhole)) return f(...operands)
  return scope(() => f(...operands.map((each) => (each === undefined ? each : floats(each)))))
}

/** @throws DtypeError on whole numbers: what a kernel would read them as is another number */
export function checkFloats(name: string, operands: readonly (Spec | undefined)[]): void {
  if (operands.some((each) => each?.dtype === 'int32'))
    throw new DtypeError(`${name}: computes with floats; make int32 a float first, by cast(x, 'float')`)
}
