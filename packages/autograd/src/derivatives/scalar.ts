/**
 * The differentiator of scalar expressions: a graph in, the graph of its derivative out, which can be differentiated
 * again. It goes forwards, with one differential a node, so that the result is at most a few times the size of the graph.
 *
 * A zero is never written: `none` stands for it, so that no 0·∞ can come of it. A choice (`select`, `max`, `min`)
 * becomes a choice between differentials, so that a NaN or ∞ on the side not taken stays out.
 */
import { type Scalar, scalar } from '@cloze/tensor'
import {
  applyScalar as apply,
  scalarInput as input,
  one,
  type Primitive,
  rewrite,
  substitute,
  topological,
  transcendental,
  zero,
} from '@cloze/tensor/extend'

/** What a small change of the input makes of a node, or `none` where it makes nothing of it. */
type Differential = Scalar | undefined
const none = undefined

/** From the differentials of the arguments, the arguments, and the value `y`, the differential of `y`. */
type Rule = (
  d: readonly [Differential, Differential, Differential],
  args: readonly [Scalar, Scalar, Scalar],
  y: Scalar,
) => Differential

/** The table of differentials. A primitive left out does not compile. */
const rules: { readonly [P in Primitive]: Rule } = {
  add: ([da, db]) => plus(da, db),
  sub: ([da, db]) => difference(da, db),
  mul: ([da, db], [a, b]) => plus(times(da, b), times(db, a)),
  div: ([da, db], [, b], y) => over(difference(da, times(db, y)), b),
  neg: ([da]) => minus(da),
  /** 0 at 0, as PyTorch has it. */
  abs: ([da], [a]) => choose(a.equal(0), none, choose(a.less(0), minus(da), da)),
  /** Half to each at a tie, as in torch.maximum. */
  max: ([da, db], [a, b]) => choose(a.equal(b), mean(da, db), choose(a.less(b), db, da)),
  min: ([da, db], [a, b]) => choose(a.equal(b), mean(da, db), choose(a.less(b), da, db)),
  floor: () => none,
  sqrt: ([da], _, y) => over(da, y.mul(2)),
  less: () => none,
  equal: () => none,
  select: ([, db, dc], [a]) => choose(a, db, dc),
  exponent: () => none,
  /** a / 2ᵉ between two powers of two, where the exponent e does not change; not for denormal numbers. */
  significand: ([da], [a]) => da?.scale(a.exponent().neg()),
  /** The power is cut to an integer, so it has no derivative. */
  scale: ([da], [, n]) => da?.scale(n),
}

/**
 * ∂root/∂input(index), over the same inputs.
 * @returns undefined where `root` does not depend on that input, or only through steps (`floor`, `less`, …)
 * @example
 * derivative(scalarInput(0).mul(scalarInput(1)), 0) === scalarInput(1) // true
 */
export function derivative(root: Scalar, index: number): Scalar | undefined {
  const differentials = new Map<Scalar, Differential>()
  for (const at of topological(root)) differentials.set(at, differential(at, index, differentials))
  return differentials.get(root)
}

function differential(
  y: Scalar,
  index: number,
  differentials: ReadonlyMap<Scalar, Differential>,
): Differential {
  const { node } = y
  if (node.kind === 'input') return node.index === index ? one : none
  if (node.kind === 'constant') return none
  if (node.kind === 'function') {
    const [x = zero, second = zero] = node.args
    const [dx, dSecond] = [differentials.get(x), differentials.get(second)]
    if (node.name === 'flow') return plus(flow(dx, second), flow(x, dSecond))
    const { derivative, secondDerivative } = transcendental[node.name]
    return plus(
      times(dx, derivative(x, y, second)),
      secondDerivative && times(dSecond, secondDerivative(x, y, second)),
    )
  }
  /** Beyond its arguments a primitive has 0, which no rule reads. */
  const argument = (index: number) => node.args[index] ?? zero
  const args = [argument(0), argument(1), argument(2)] as const
  const d = [differentials.get(args[0]), differentials.get(args[1]), differentials.get(args[2])] as const
  return rules[node.name](d, args, y)
}

/**
 * The gradient of an elementwise op's input where that of its output is `g`: g·∂root/∂input(index), and no NaN where `g` is
 * 0 but the derivative infinite, as in a branch that was not taken.
 * The result reads `input(0)`: g; `input(1)` … `input(arity)`: the op's inputs; `input(arity + 1)`: its output, in
 * index of computing `root` again (`inputsOf` tells whether it is needed).
 * @param root the op's expression, over `input(0)` … `input(arity − 1)`
 * @param override the partial derivative to use instead of the mechanical one, over the op's inputs and
 *   `input(arity)`, its output
 * @returns undefined where the derivative is 0 everywhere
 */
export function backwardExpression(
  root: Scalar,
  index: number,
  arity: number,
  override?: Scalar,
): Scalar | undefined {
  const output = input(arity)
  const partial = override ?? derivative(root, index)
  if (partial === undefined || partial === zero) return none
  const shared = rewrite(partial, (node) => (node === root.node ? output : undefined))
  const shifted = Array.from({ length: arity + 1 }, (_, i) => input(i + 1))
  return flow(input(0), substitute(shared, shifted))
}

const minusOne = scalar(-1)

function plus(a: Differential, b: Differential): Differential {
  if (a === undefined || b === undefined) return a ?? b
  return a.add(b)
}

function difference(a: Differential, b: Differential): Differential {
  if (a === undefined || b === undefined) return a ?? minus(b)
  return a.sub(b)
}

const minus = (a: Differential): Differential => (a === one ? minusOne : a?.neg())

/** factor·a; expressions are hash-consed, so that 1 and −1 are known by identity. */
function times(a: Differential, factor: Scalar): Differential {
  if (a === undefined || factor === one) return a
  if (a === one) return factor
  if (factor === minusOne) return minus(a)
  if (a === minusOne) return factor.neg()
  return factor.mul(a)
}

/** What flows back: slope·g, chosen as the slope is; where g is 0 no more than g, be the slope infinite. */
function flow(g: Differential, slope: Differential): Differential {
  if (g === undefined || slope === undefined || g === one) return g && slope
  const done = new Map([
    [zero, zero],
    [one, g],
    [minusOne, g.neg()],
  ])
  const along = (at: Scalar): Scalar => {
    const { node } = at
    const name = node.kind === 'primitive' ? node.name : node.kind
    if (name === 'constant' || name === 'less' || name === 'equal') return at.mul(g) // finite
    if (node.kind !== 'primitive' || name !== 'select') return apply('flow', g, at)
    const [condition = zero, yes = zero, no = zero] = node.args
    return condition.select(through(yes), through(no))
  }
  const through = (at: Scalar): Scalar => {
    const found = done.get(at) ?? along(at)
    done.set(at, found)
    return found
  }
  return through(slope)
}

const over = (a: Differential, divisor: Scalar): Differential => a?.div(divisor)

const mean = (a: Differential, b: Differential): Differential =>
  a === b ? a : times(plus(a, b), scalar(0.5))

function choose(condition: Scalar, yes: Differential, no: Differential): Differential {
  return yes === no ? yes : condition.select(yes ?? zero, no ?? zero)
}
