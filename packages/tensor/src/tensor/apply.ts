/** Calling an op: the operand that ranks highest interprets it. */
import { type Arrays, Literal, literalOf } from './literal.ts'
import {
  type AnyOp,
  type Interpretable,
  type Interpreter,
  interpreter,
  isArrays,
  isPlaced,
  noOperand,
  type Op,
  type Operand,
  type Placed,
} from './op.ts'
import {
  countedOperands,
  countOutputs,
  type Each,
  type ElementOf,
  type Given,
  type Names,
} from './signature.ts'
import type { Tensor } from './tensor.ts'

/** What an op gives for operands of types `O`: a tensor, unless one of them is something that outranks it. */
export type Result<O> = [Exclude<O, NoMore>] extends [never] ? Tensor : Exclude<O, NoMore>

/** What gives a tensor and no more; `undefined` is an operand that was left out. */
type NoMore = Tensor | Literal | Arrays | number | undefined

/** An op that has no attributes is called without. */
type Rest<Attributes> = undefined extends Attributes ? [attributes?: Attributes] : [attributes: Attributes]

/** The operands as an interpreter gets them. */
function placedOperands(op: AnyOp, operands: readonly Operand[]): readonly Placed[] {
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
  const first = given.find((operand) => typeof operand === 'object' && 'constant' in operand)
  if (!(typeof first === 'object' && 'constant' in first)) throw noTensor(name)
  return given.map((operand) =>
    operand instanceof Literal ? (first.constant?.(operand) ?? operand) : operand,
  )
}

const noTensor = (name: string): TypeError =>
  new TypeError(`${name}: needs at least one tensor among its operands`)

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
>(op: Op<In, Attributes, Out>, operands: O, ...attributes: Rest<Attributes>): Each<Out, Result<ElementOf<O>>>
export function interpret(
  op: AnyOp,
  operands: readonly Operand[],
  attributes?: unknown,
): readonly Interpretable[] {
  const given = placedOperands(op, operands)
  let chosen: Interpreter | undefined
  for (const operand of given)
    if (
      typeof operand === 'object' &&
      interpreter in operand &&
      operand[interpreter].rank > (chosen?.rank ?? -1)
    )
      chosen = operand[interpreter]
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
): Result<ElementOf<O>>
export function apply(op: AnyOp, operands: readonly Operand[], attributes?: unknown): Interpretable {
  const [output] = interpret(op, operands, attributes)
  if (output === undefined) throw new TypeError(`${op.name}: gives no output`)
  return output
}
