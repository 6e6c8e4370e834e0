/** Operands as an interpreter gets them: arrays have become literals, and what is none has been refused. */
import { Literal, literalOf } from './literal.ts'
import { type AnyOp, constant, isArrays, isPlaced, noOperand, type Operand, type Placed } from './op.ts'
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
 * Operands for a function that hands them to ops one by one: arrays become tensors where the others are.
 * @throws TypeError on what is no operand, and where all are arrays
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
  const given = operands.map((operand) => placedOperand(name, operand))
  if (!given.some((operand) => operand instanceof Literal)) return given
  const first = given.find((operand) => typeof operand === 'object' && constant in operand)
  if (!(typeof first === 'object' && constant in first)) throw noTensor(name)
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

/** What says that no operand tells on which device to run. */
export const noTensor = (name: string): TypeError =>
  new TypeError(`${name}: needs at least one tensor among its operands`)
