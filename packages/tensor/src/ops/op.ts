/** How ops are made: from a function of scalars, from kernels that every device has, or from other ops. */

import type { Result } from '../apply.ts'
import { apply } from '../apply.ts'
import { ShapeError } from '../errors.ts'
import type { DefinedOp, ElementwiseOp, Operand, PrimitiveOp, ViewOp } from '../op.ts'
import { input, type Scalar, trace } from '../scalar.ts'
import { broadcastShapes } from '../shape.ts'

/** An elementwise op is called like a function, and is the op itself: `add(x, y)`, `add.op`. */
export interface Elementwise<Arity extends readonly unknown[]> {
  <Operands extends { [Place in keyof Arity]: Operand }>(...operands: Operands): Result<Operands[number]>
  readonly op: ElementwiseOp
}

interface ElementwiseOptions<Body extends readonly Scalar[]> {
  /**
   * ∂output/∂input, from the inputs and then the output: where the mechanical derivative is not the stable one.
   * An op of several inputs gives one for each.
   */
  readonly derivative?: (...values: [...Body, output: Scalar]) => Scalar | readonly Scalar[]
}

/**
 * An op that applies one function of scalars to each element of its operands, broadcast against each other. It runs on
 * every device, and has a gradient of every order, at once. int32 operands count as floats; comparisons give 1 or 0.
 * @param body built of the methods of `Scalar`; called once, to be traced
 * @throws ShapeError, when called, on shapes that can't be broadcast
 * @example
 * const swish = elementwise('swish', (x: Scalar) => x.div(x.neg().exp().add(1)))
 * await swish(tensor([0, 1])).data() // [0, 0.7310585975646973]
 */
export function elementwise<Body extends readonly Scalar[]>(
  name: string,
  body: (...inputs: Body) => Scalar,
  options: ElementwiseOptions<Body> = {},
): Elementwise<Body> {
  const arity = body.length
  const inputs = Array.from({ length: arity }, (_, index) => input(index)) as readonly Scalar[] as Body
  const derivative = options.derivative?.(...inputs, input(arity))
  const op = elementwiseOp(
    name,
    arity,
    trace(arity, body as (...inputs: readonly Scalar[]) => Scalar),
    derivative && (Array.isArray(derivative) ? derivative : [derivative as Scalar]),
  )
  const call = <Operands extends { [Place in keyof Body]: Operand }>(...operands: Operands) =>
    apply<unknown, Operand>(op, operands as readonly Operand[], undefined) as Result<Operands[number]>
  return Object.assign(call, { op })
}

/** The op of a graph over `input(0)` … `input(arity − 1)`. */
export const elementwiseOp = (
  name: string,
  arity: number,
  graph: Scalar,
  derivative?: readonly Scalar[],
): ElementwiseOp => ({
  kind: 'elementwise',
  name,
  arity,
  graph,
  ...(derivative && { derivative }),
  infer(specs) {
    if (specs.length !== arity) throw new ShapeError(`${name}: takes ${arity} operands, not ${specs.length}`)
    const shapes = specs.map((spec) => spec.shape)
    return [{ shape: broadcastShapes(name, shapes), dtype: 'float' }]
  },
})

export const primitive = <Attributes>(
  op: Omit<PrimitiveOp<Attributes>, 'kind'>,
): PrimitiveOp<Attributes> => ({
  kind: 'primitive',
  ...op,
})

export const view = <Attributes>(op: Omit<ViewOp<Attributes>, 'kind'>): ViewOp<Attributes> => ({
  kind: 'view',
  ...op,
})

/**
 * An op that is written in other ops. It runs, and has a gradient, wherever these do; a device may have a fused kernel
 * for it, found by the op itself, so that a name that is taken is no harm.
 */
export const defined = <Attributes>(op: Omit<DefinedOp<Attributes>, 'kind'>): DefinedOp<Attributes> => ({
  kind: 'defined',
  ...op,
})
