import { type AnyDefinedOp, type AnyOp, type AnyPrimitiveOp, described } from '@cloze/tensor/extend'
import { elementwiseVjp } from './elementwise.ts'
import { GradientError } from './gradient-error.ts'
import { derivatives } from './ops.ts'
import { type Pull, type ResidualName, type Vjp, vjp } from './vjp.ts'

/** The rows of the table, by their ops. */
const table = new Map<AnyOp, Vjp>(Object.values(derivatives).map((row) => [row.op, row]))

/** Those of users' own ops. */
const own = new WeakMap<AnyOp, Vjp>()

/**
 * The VJP of an op: derived if it is elementwise, else its own or the table's. An op that only shares a name has none.
 * @param wanted which operands want a gradient
 */
export const vjpOf = (op: AnyOp, wanted: readonly boolean[]): Vjp | undefined =>
  op.kind === 'elementwise' ? elementwiseVjp(op, wanted) : (table.get(op) ?? own.get(op))

/**
 * Gives a user's own op its gradient, instead of its definition's: where that is cheaper, more stable, or another on
 * purpose. As `jax.custom_vjp`. An op of which only the VJP's residuals are operands and first output is differentiated
 * again through the VJP; where a by-product is one, through the definition.
 * @param op made with `defined` or `primitive`
 * @param residuals the operands and outputs, by name, that the tape keeps: all that `pull` can read of the forward pass
 * @param pull gives the gradient of each operand from `g`, that of the first output; `undefined` where there is none, a
 *   function where it is work that may be left undone. Its last arguments are the op's attributes and the operands'
 *   shapes
 * @throws GradientError where the op has a VJP; TypeError on a residual that the op has not
 * @example
 * const round = defined({
 *   name: 'round',
 *   operands: ['x'],
 *   outputs: ['y'],
 *   infer: ([x]) => [{ shape: x.shape, dtype: 'float' }],
 *   define: ([x]) => [floor(add(x, 0.5))],
 * })
 * // The straight-through estimator: the gradient passes a step unchanged.
 * defineVjp(round, [], (g) => [g])
 * const x = parameter(tensor([1.4, 2.6]))
 * const [dx] = gradients(sum(apply(round, [x])), [x])
 * await dx.data() // [1, 1]
 */
export function defineVjp<
  const O extends AnyDefinedOp | AnyPrimitiveOp,
  Name extends ResidualName<O> & string,
>(op: O, residuals: readonly Name[], pull: Pull<O, Name>): void {
  const given: unknown = op
  if (typeof given !== 'object' || given === null || !('infer' in given))
    throw new GradientError(
      `defineVjp: the op should be one that defined or primitive made, not ${described(given)}`,
    )
  if (typeof pull !== 'function')
    throw new GradientError(`defineVjp: pull should be a function, not ${described(pull)}`)
  if (vjpOf(op, []) !== undefined) throw new GradientError(`${op.name}: has a VJP already`)
  own.set(op, vjp(op, residuals, pull))
}
