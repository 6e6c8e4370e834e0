/** Calling an op: the operand that ranks highest interprets it. */
import type { Literal } from './literal.ts'
import { type Interpretable, type Interpreter, interpreter, type Op, type Operand } from './op.ts'
import type { Tensor } from './tensor.ts'

/** What an op gives for operands of types `O`: a tensor, unless one of them is something that outranks it. */
export type Result<O> = [Exclude<O, Tensor | Literal | number>] extends [never]
  ? Tensor
  : Exclude<O, Tensor | Literal | number>

const isInterpretable = (operand: Operand): operand is Interpretable =>
  typeof operand === 'object' && interpreter in operand

/**
 * All outputs of an op: the first carries the gradient, the others are by-products.
 * @throws TypeError where every operand is a number: no operand says on which device to run
 */
export function interpret<Attributes, O extends Operand>(
  op: Op<Attributes>,
  operands: readonly O[],
  attributes: Attributes,
): readonly [Result<O>, ...Result<O>[]] {
  let chosen: Interpreter | undefined
  for (const operand of operands)
    if (isInterpretable(operand) && operand[interpreter].rank > (chosen?.rank ?? -1))
      chosen = operand[interpreter]
  if (chosen === undefined) throw new TypeError(`${op.name}: needs at least one tensor among its operands`)
  const outputs: readonly unknown[] = chosen.interpret(op, operands, attributes)
  return outputs as readonly [Result<O>, ...Result<O>[]] // the interpreter of the highest rank made them
}

/**
 * One of an op's outputs, for ops that give several.
 * @throws TypeError where an interpreter gave fewer than the op has
 */
export function outputOf<Output>(op: Op, outputs: readonly Output[], place: number): Output {
  const output = outputs[place]
  if (output === undefined)
    throw new TypeError(`${op.name}: needs output ${place}, but its interpreter gave ${outputs.length}`)
  return output
}

/** The first output of an op. */
export const apply = <Attributes, O extends Operand>(
  op: Op<Attributes>,
  operands: readonly O[],
  attributes: Attributes,
): Result<O> => interpret(op, operands, attributes)[0]
