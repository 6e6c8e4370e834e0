import { defined, type Operand, scope, Tensor } from '@cloze/tensor'
import { placedOperand } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import type { Vjp } from './derivatives/vjp.ts'
import { shouldBe } from './given.ts'
import { isRecording, numberFromNow } from './recording.ts'
import { Node, type Source, sourceOf, Variable } from './tape.ts'

/**
 * `f`, of which the tape keeps the inputs alone: the backward pass runs it again for what it needs of the way between.
 * A deep net in checkpoints needs the memory of one part at a time, for the time of one more forward pass. Chen et al.
 * 2016; as `torch.utils.checkpoint` and `jax.checkpoint`.
 *
 * Values and gradients are the same to the bit, as the same ops run again and sums are formed in the same order. What `f`
 * reads beside its inputs gets its gradient too: parameters, and variables made from them. It must be alive in the
 * backward pass, and parameters must have the values that they had. Dropout gives the same again, being keyed.
 * @param f always computes the same from the same: it runs twice, and once more each time its graph is walked again
 * @returns the function, called with what `f` takes
 * @throws GradientError where `f` gives no variable, or in the backward pass where a parameter has another value by then
 * @example
 * const w = parameter(tensor([2]))
 * const layer = checkpoint((x: Variable) => exp(mul(x, w)))
 * const x = parameter(tensor([0]))
 * const [dx, dw] = gradients(layer(layer(x)), [x, w])
 * await dx.item() // 29.556
 * await dw.item() // 7.389
 */
export function checkpoint<Inputs extends readonly Operand[]>(
  f: (...inputs: Inputs) => Variable,
): (...inputs: Inputs) => Variable
export function checkpoint(f: Body): Body {
  if (typeof f !== 'function')
    throw new GradientError(`checkpoint: ${shouldBe('what it wraps', 'a function', f)}`)
  return (...inputs) => {
    if (!isRecording()) return f(...inputs)
    const next = numberFromNow()
    return scope(() => {
      const y: unknown = f(...inputs)
      if (!(y instanceof Variable))
        throw new GradientError(
          `checkpoint: ${shouldBe('what the function gives', 'one variable, made by ops from its inputs', y)}`,
        )
      if (!y.node || y.node.number < next) return y // one of its inputs, or a constant
      const given = inputs.map(sourceOf)
      const captured = sourcesBefore(next, y.node).filter((source) => !given.includes(source))
      const placed = inputs.map((input) => placedOperand('checkpoint', input))
      const node = new Node(opOf(f, y), vjpOf(f, inputs), placed, undefined, [y.value], captured)
      return new Variable(y.value, node)
    })
  }
}

/** Called with what it was given in the forward pass alone: as many, and of their kinds. */
type Body = (...inputs: readonly Operand[]) => Variable

/** For errors, and whoever looks at the graph. */
const opOf = (f: Body, { shape }: Variable) =>
  defined({
    name: 'checkpoint',
    operands: ['...inputs'],
    outputs: ['y'],
    infer: () => [{ shape, dtype: 'float' }],
    define: (operands) => [f(...operands)],
  })

/** Keeps the inputs. What was a variable is one again, in its place in the graph. */
function vjpOf(f: Body, inputs: readonly Operand[]): Vjp {
  const isVariable = inputs.map((input) => input instanceof Variable)
  return {
    operands: inputs.map((_, index) => index),
    outputs: [],
    pull: () => [],
    expand: ({ operands }) =>
      f(
        ...operands
          .slice(0, isVariable.length)
          .filter((operand) => operand !== undefined) // all were kept
          .map((operand, index) =>
            isVariable[index] && operand instanceof Tensor ? new Variable(operand) : operand,
          ),
      ),
  }
}

/** What a graph stands on: the leaves and the nodes numbered below `next` that the others were made from. */
function sourcesBefore(next: number, end: Node): Source[] {
  const found = new Set<Source>()
  const seen = new Set<Source>([end])
  for (const at of seen) {
    if (!(at instanceof Node) || at.number < next) found.add(at)
    else for (const source of at.sources) if (source) seen.add(source)
  }
  return [...found]
}
