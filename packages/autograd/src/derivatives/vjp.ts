/**
 * What a row of the derivative table is: a vector-Jacobian product, and its residuals, which are what it needs to keep of
 * the forward pass. Both are told by the names that the op gives its operands and outputs.
 */
import type { Operand, Shape } from '@cloze/tensor'
import type { AnyOp, AttributesOf, Each, Names, OperandsOf, OutputsOf, Placed } from '@cloze/tensor/extend'

/** Written where an operand has no gradient. */
export const none = undefined

/** The gradient of an operand; a function where it is work, which is left undone for one that wants no gradient. */
export type Cotangent = Operand | typeof none | (() => Operand)

/** What a node kept, by number; what its VJP didn't ask for is not there. */
export interface Residuals {
  readonly operands: readonly (Placed | undefined)[]
  readonly outputs: readonly (Placed | undefined)[]
  /** Of every operand. */
  readonly shapes: readonly Shape[]
}

/** A VJP as the tape sees it. */
export interface Vjp {
  /** The numbers of the operands to keep; `all` of them. */
  readonly operands: 'all' | readonly number[]
  /** The numbers of the outputs to keep. */
  readonly outputs: readonly number[]
  /** The gradient of each operand where that of the first output is `g`. */
  pull(g: Operand, residuals: Residuals, attributes: unknown): readonly Cotangent[]
  /** The same of variables that stand in the graph, where `pull` alone can't be differentiated again. */
  pullAgain?(g: Operand, residuals: Residuals): readonly Cotangent[]
  /** Of a node that stands for others: makes them again, from its operands. They are walked in its place, without `pull`. */
  expand?(residuals: Residuals): Operand
}

/** The VJP of the op `O`. */
export interface VjpOf<O extends AnyOp> extends Vjp {
  readonly op: O
}

/** By-products have no gradient of their own, so that a VJP that reads them can't be differentiated again. */
export const readsByProducts = ({ outputs }: Vjp): boolean => outputs.some((index) => index > 0)

type Bare<Name> = Name extends `${infer Word}?` | `...${infer Word}` ? Word : Name

/** What a VJP may keep: an operand or an output of its op, by name. */
export type ResidualName<O extends AnyOp> = Bare<(OperandsOf<O> | OutputsOf<O>)[number]>

type Named<Declared, Name extends string> = `...${Name}` extends Declared
  ? readonly Placed[]
  : `${Name}?` extends Declared
    ? Placed | undefined
    : Placed

/** The residuals of these names. */
export type ResidualsOf<O extends AnyOp, Name extends string> = {
  readonly [Each in Name]: Named<(OperandsOf<O> | OutputsOf<O>)[number], Each>
}

/**
 * From `g`, the gradient of the op's first output, the gradient of each operand, in their order. Written in ops, so that
 * it differentiates again.
 */
export type Pull<O extends AnyOp, Name extends string> = (
  g: Operand,
  residuals: ResidualsOf<O, Name>,
  attributes: AttributesOf<O>,
  shapes: Each<OperandsOf<O>, Shape>,
) => Each<OperandsOf<O>, Cotangent>

/** A `Pull` of an op and residuals unknown. */
type AnyPull = (
  g: Operand,
  residuals: never,
  attributes: unknown,
  shapes: readonly Shape[],
) => readonly Cotangent[]

type Residual = Operand | readonly (Operand | undefined)[] | undefined

/** Where a residual stands among the operands or the outputs, and whether it is all that stand from there on. */
interface Location {
  readonly name: string
  readonly among: 'operands' | 'outputs'
  readonly index: number
  readonly rest: boolean
}

const find = (names: Names, name: string): number =>
  names.findIndex((each) => each === name || each === `${name}?` || each === `...${name}`)

function locationOf({ name: op, operands, outputs }: AnyOp, name: string): Location {
  const [operand, output] = [find(operands, name), find(outputs, name)]
  if (operand >= 0 === output >= 0)
    throw new TypeError(
      `${op}: a residual is an operand or an output, (${operands.join(', ')}) or (${outputs.join(', ')}), but ${name} is ${operand >= 0 ? 'both' : 'neither'}`,
    )
  if (outputs[output]?.startsWith('...'))
    throw new TypeError(`${op}: ${name} is any number of outputs, which can't be kept as residuals`)
  const [among, index] = operand >= 0 ? (['operands', operand] as const) : (['outputs', output] as const)
  return { name, among, index, rest: operands[operand]?.startsWith('...') === true }
}

/**
 * A row of the derivative table.
 * @param residuals what is kept of the forward pass, and all that `pull` can read of it
 * @throws TypeError on a residual that is neither an operand nor an output, or both
 * @example
 * vjp(ops.matmul, ['a', 'b'], (g, { a, b }) => [matmul(g, b, { transposeB: true }), matmul(a, g, { transposeA: true })])
 */
export function vjp<const O extends AnyOp, Name extends ResidualName<O> & string>(
  op: O,
  residuals: readonly Name[],
  pull: Pull<O, Name>,
): VjpOf<O>
export function vjp<O extends AnyOp>(op: O, residuals: Names, pull: AnyPull): VjpOf<O> {
  const locations = residuals.map((name) => locationOf(op, name))
  const outputs = locations.flatMap(({ among, index }) => (among === 'outputs' ? [index] : []))
  const operands = locations.flatMap(({ among, index, rest }) =>
    among === 'operands' && !rest ? [index] : [],
  )
  // Where a by-product is read, what is differentiated again is the definition, which needs every operand.
  const every =
    locations.some(({ rest }) => rest) || (op.kind === 'defined' && outputs.some((index) => index > 0))
  return {
    op,
    operands: every ? 'all' : operands,
    outputs,
    pull(g, kept, attributes) {
      const read: Record<string, Residual> = {}
      for (const { name, among, index, rest } of locations)
        read[name] = rest ? kept[among].slice(index) : kept[among][index]
      return pull(g, read as never, attributes, kept.shapes) // just what its type was made of
    },
  }
}
