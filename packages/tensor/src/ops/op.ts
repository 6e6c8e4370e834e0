/** How ops are made: from a function of scalars, from kernels that every device has, or from other ops. */

import { topological } from '../scalar/graph.ts'
import { input, kindOf, Scalar, watched } from '../scalar/scalar.ts'
import type { ResultOf } from '../tensor/apply.ts'
import { apply } from '../tensor/apply.ts'
import type { DefinedOp, ElementwiseOp, Operand, PrimitiveOp, ViewOp } from '../tensor/op.ts'
import { broadcastShapes } from '../tensor/shape.ts'
import { checkedNames, type Names } from '../tensor/signature.ts'

/** A name for each. */
type NamesOf<Arity> = [Arity] extends [never] ? Names : { readonly [Place in keyof Arity]: string }

/** An elementwise op is called like a function, and is the op itself: `add(x, y)`, `add.op`. */
export interface Elementwise<Arity extends readonly unknown[]> {
  <Operands extends { [Place in keyof Arity]: Operand }>(...operands: Operands): ResultOf<Operands>
  readonly op: Omit<ElementwiseOp, 'operands'> & { readonly operands: NamesOf<Arity> }
}

interface ElementwiseOptions<Body extends readonly Scalar[]> {
  /**
   * ∂output/∂input, from the inputs and then the output: where the mechanical derivative is not the stable one.
   * An op of several inputs gives one for each.
   */
  readonly derivative?: (...values: [...Body, output: Scalar]) => Scalar | readonly Scalar[]
}

/**
 * What a body gives.
 * @throws TypeError where that is no scalar, or where a condition was taken for a boolean, which is always true
 */
function traced<const Values extends readonly Scalar[]>(name: string, body: () => Values): Values {
  const { value: values, comparisons } = watched(body)
  for (const value of values as readonly unknown[])
    if (!(value instanceof Scalar))
      throw new TypeError(
        `elementwise: ${name} gives ${typeof value === 'number' ? `${value}: write scalar(${value})` : `${kindOf(value)}, not a scalar`}`,
      )
  const used = new Set(values.flatMap(topological))
  if (comparisons.some((made) => !used.has(made)))
    throw new TypeError(
      `elementwise: ${name} makes a comparison and doesn't use it: write x.less(0).select(yes, no), not x.less(0) ? yes : no`,
    )
  return values
}

/**
 * An op that applies one function of scalars to each element of its operands, broadcast against each other. It runs on
 * every device, and has a gradient of every order, at once. int32 operands count as floats; comparisons give 1 or 0.
 * @param body built of the methods of `Scalar`; called once, to be traced
 * @throws TypeError where `body` gives no scalar, uses an operator, or takes a comparison for a boolean
 * @throws ShapeError, when called, on shapes that can't be broadcast
 * @example
 * const swish = elementwise('swish', (x: Scalar) => x.div(x.neg().exp().add(1)))
 * await swish(tensor([0, 1])).data() // [0, 0.7310586]
 */
export function elementwise<Body extends readonly Scalar[]>(
  name: string,
  body: (...inputs: Body) => Scalar,
  options: ElementwiseOptions<Body> = {},
): Elementwise<Body> {
  const arity = body.length
  const inputs = Array.from({ length: arity }, (_, index) => input(index)) as readonly Scalar[] as Body
  const [graph] = traced(name, () => [body(...inputs)])
  const { derivative } = options
  const slopes = derivative && traced(name, () => [derivative(...inputs, input(arity))].flat())
  const op = elementwiseOp(name, arity, graph, slopes) as Elementwise<Body>['op'] // of as many operands as the body has
  const call = <Operands extends { [Place in keyof Body]: Operand }>(...operands: Operands) =>
    apply<Names, undefined, readonly ['y'], readonly Operand[]>(
      op,
      operands as readonly Operand[],
    ) as ResultOf<Operands>
  return Object.assign(call, { op })
}

/**
 * The op of a graph over `input(0)` … `input(arity − 1)`.
 * @param dtype of the output; int32 of a graph that gives whole numbers from −2³¹ to 2³¹ − 128 alone
 * @example
 * const double = elementwiseOp('double', 1, scalarInput(0).mul(2))
 * await apply(double, [tensor([3])]).data() // [6]
 */
export const elementwiseOp = (
  name: string,
  arity: number,
  graph: Scalar,
  derivative?: readonly Scalar[],
  dtype: 'float' | 'int32' = 'float',
): ElementwiseOp => ({
  kind: 'elementwise',
  name,
  operands: Array.from({ length: arity }, (_, index) => `x${index}`),
  outputs: ['y'],
  arity,
  graph,
  ...(derivative && { derivative }),
  infer: (specs) => [
    {
      shape: broadcastShapes(
        name,
        specs.map((spec) => spec.shape),
      ),
      dtype,
    },
  ],
})

/**
 * An op that every device has a kernel for. Its operands and outputs are named as those of `defined`.
 * @example
 * const fill = primitive({
 *   name: 'fill',
 *   operands: ['x'],
 *   outputs: ['y'],
 *   infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
 *   run: (device, [x], _, [y]) => device.elementwise(scalar(7), [x], y),
 * })
 * await apply(fill, [tensor([1, 2])]).data() // [7, 7]
 */
export const primitive = <const In extends Names, const Out extends Names, Attributes = undefined>(
  op: Omit<PrimitiveOp<In, Attributes, Out>, 'kind'>,
): PrimitiveOp<In, Attributes, Out> => ({ kind: 'primitive', ...checkedNames(op) })

/**
 * An op that gives the elements of its one operand in another shape.
 * @example
 * const flat = view({
 *   name: 'flat',
 *   operands: ['x'],
 *   outputs: ['y'],
 *   infer: ([x]) => [{ shape: [sizeOf(x.shape)], dtype: x.dtype }],
 * })
 * apply(flat, [zeros([2, 3])]).shape // [6]
 */
export const view = <const In extends Names, const Out extends Names, Attributes = undefined>(
  op: Omit<ViewOp<In, Attributes, Out>, 'kind'>,
): ViewOp<In, Attributes, Out> => ({ kind: 'view', ...checkedNames(op) })

/**
 * An op that is written in other ops. It runs, and has a gradient, wherever these do; a device may have a fused kernel
 * for it, found by the op itself, so that a name that is taken is no harm.
 *
 * `operands` and `outputs` name what it takes and gives, and its types follow: an operand that is missing, or that it
 * has not, does not compile, in `infer`, in `define`, in a kernel or in a call. `'bias?'` may be left out, `'...parts'`
 * is any number. The attributes are what `infer` is annotated with.
 * @example
 * const power = defined({
 *   name: 'power',
 *   operands: ['x'],
 *   outputs: ['y'],
 *   infer: ([x], _: { readonly exponent: number }) => [{ shape: x.shape, dtype: 'float' }],
 *   define: ([x], { exponent }) => [exp(mul(log(x), exponent))],
 * })
 * await apply(power, [tensor([1, 2])], { exponent: 3 }).data() // [1, 8]
 */
export const defined = <const In extends Names, const Out extends Names, Attributes = undefined>(
  op: Omit<DefinedOp<In, Attributes, Out>, 'kind'>,
): DefinedOp<In, Attributes, Out> => ({ kind: 'defined', ...checkedNames(op) })
