/** Operands as an interpreter gets them: arrays have become literals, and what is none has been refused. */

import type { Shape } from '../device/device.ts'
import { Literal, literalOf } from './literal.ts'
import {
  type AnyOp,
  constant,
  isArrays,
  isPlaced,
  noOperand,
  type Operand,
  type Placed,
  type Spec,
  specFor,
} from './op.ts'
import { countedOperands } from './signature.ts'

/** The operands as an interpreter gets them. */
export function placedOperands(op: AnyOp, operands: readonly Operand[]): readonly Placed[] {
  return countedOperands(op, operands).map((operand, index) => {
    if (isArrays(operand)) return literalOf(op.name, operand)
    if (!isPlaced(operand)) throw noOperand(`${op.name}: ${nameOf(op, index)}`, operand)
    return operand
  })
}

/**
 * Operands for a function that hands them to ops one by one: arrays and numbers become tensors where the others
 * are.
 * @throws TypeError on what is no operand, and where all are arrays and numbers
 * @example
 * const [x, y] = together('mine', [tensor([1, 2]), [3, 4]])
 * y instanceof Tensor // true
 * specOf(y).shape // [2]
 */
export function together<const O extends readonly Operand[]>(
  name: string,
  operands: O,
): { readonly [Place in keyof O]: Placed }
export function together(name: string, operands: readonly Operand[]): readonly Placed[] {
  const given = operands.map((operand) =>
    typeof operand === 'number' ? new Literal([], Float64Array.of(operand)) : placedOperand(name, operand),
  )
  const first = given.find((operand) => typeof operand === 'object' && constant in operand)
  if (!(typeof first === 'object' && constant in first)) throw noTensor(name)
  if (!given.some((operand) => operand instanceof Literal)) return given
  return given.map((operand) =>
    operand instanceof Literal ? (first[constant]?.(operand) ?? operand) : operand,
  )
}

/**
 * An operand of a function that is no op, as an interpreter gets it: an array becomes a literal.
 * @throws TypeError that names the function, on what is no operand
 * @example
 * placedOperand('mine', 2) // 2
 */
export function placedOperand(name: string, operand: Operand): Placed {
  if (isArrays(operand)) return literalOf(name, operand)
  if (!isPlaced(operand)) throw noOperand(`${name}: an input`, operand)
  return operand
}

/** An elementwise op knows its operands by their place alone. */
const nameOf = (op: AnyOp, index: number): string =>
  (op.kind === 'elementwise' ? undefined : op.operands[index]) ?? `operand ${index}`

/**
 * What is known of the one operand that a function takes.
 * @throws TypeError that names the function where that is no tensor: nothing else says on which device to run
 */
export function soleSpec(name: string, x: Operand): Spec {
  const spec = specFor(name, x)
  if (typeof x !== 'object' || isArrays(x) || x instanceof Literal) throw noTensor(name)
  return spec
}

/** The shape of that operand. */
export const soleShape = (name: string, x: Operand): Shape => soleSpec(name, x).shape

/** What says that no operand tells on which device to run. */
export const noTensor = (name: string): TypeError =>
  new TypeError(`${name}: needs at least one tensor among its operands`)
