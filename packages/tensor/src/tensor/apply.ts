/** Calling an op: the operand that ranks highest interprets it. */
import type { Arrays, Literal } from './literal.ts'
import { type AnyOp, type Interpretable, type Interpreter, interpreter, type Op, type Operand } from './op.ts'
import { noTensor, placedOperands } from './placed.ts'
import { onDevice } from './run.ts'
import { countOutputs, type Each, type Given, type Names } from './signature.ts'
import type { Tensor } from './tensor.ts'

/** What an op gives for an operand of type `O`: a tensor, unless it is something that outranks one; of a union, either. */
export type Result<O> = ([Extract<O, NoMore>] extends [never] ? never : Tensor) | Exclude<O, NoMore>

/** What an op gives for several operands: one that surely outranks a tensor decides. */
export type ResultOf<Operands> = Operands extends readonly unknown[]
  ? true extends { [Place in keyof Operands]: Outranks<Operands[Place]> }[number]
    ? Exclude<Operands[number], NoMore>
    : Result<Operands[number]>
  : never

/** An operand that is not there is of no type. */
type Outranks<O> = [O] extends [never] ? false : [Extract<O, NoMore>] extends [never] ? true : false

/** What gives a tensor and no more; `undefined` is an operand that was left out. */
type NoMore = Tensor | Literal | Arrays | number | undefined

/** An op that has no attributes is called without. */
type Rest<Attributes> = undefined extends Attributes ? [attributes?: Attributes] : [attributes: Attributes]

/**
 * All outputs of an op: the first carries the gradient, the others are by-products.
 * @param operands those that the op takes; what it may do without is left out or `undefined`
 * @throws TypeError on what is no operand, on one that is missing or too much, and where all are numbers and arrays: no
 *   operand says on which device to run
 * @example
 * const [one, zero] = [tensor([1, 1]), tensor([0, 0])]
 * const [y, mean] = interpret(ops.layerNorm, [tensor([[1, 3]]), one, zero], { epsilon: 1e-12 })
 * await y.data() // [-1, 1]
 * await mean.data() // [2]
 */
export function interpret<
  In extends Names,
  Attributes,
  Out extends Names,
  const O extends Given<In, Operand>,
>(op: Op<In, Attributes, Out>, operands: O, ...attributes: Rest<Attributes>): Each<Out, ResultOf<O>>
export function interpret(
  op: AnyOp,
  operands: readonly Operand[],
  attributes?: unknown,
): readonly Interpretable[] {
  const given = placedOperands(op, operands)
  let chosen: Interpreter | undefined
  for (const operand of given) {
    if (typeof operand !== 'object' || !(interpreter in operand)) continue
    const own = operand[interpreter] ?? onDevice
    if (own.rank > (chosen?.rank ?? -1)) chosen = own
  }
  if (chosen === undefined) throw noTensor(op.name)
  const outputs = chosen.interpret(op, given, attributes)
  countOutputs(op, outputs)
  return outputs
}

/**
 * The first output of an op. Its by-products belong to the scope around it.
 * @example
 * await apply(ops.matmul, [tensor([[1, 2]]), tensor([[3], [4]])], { transposeA: false, transposeB: false }).item() // 11
 */
export function apply<In extends Names, Attributes, Out extends Names, const O extends Given<In, Operand>>(
  op: Op<In, Attributes, Out>,
  operands: O,
  ...attributes: Rest<Attributes>
): ResultOf<O>
export function apply(op: AnyOp, operands: readonly Operand[], attributes?: unknown): Interpretable {
  const [output] = interpret(op, operands, attributes)
  if (output === undefined) throw new TypeError(`${op.name}: gives no output`)
  return output
}
