import { defined, type Operand, type ResultOf, scope, Tensor } from '@cloze/tensor'
import { type Interpretable, placedOperand } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import type { Cotangent, Residuals, Vjp } from './derivatives/vjp.ts'
import { shouldBe } from './given.ts'
import { isRecording } from './recording.ts'
import { Node, sourceOf, Variable } from './tape.ts'

/** What the forward pass of a function with its own gradient gives. */
export interface Forward<Kept> {
  readonly output: Operand
  /** What the gradient needs of the forward pass, by name: tensors, and whatever else. */
  readonly residuals: Kept
}

type Named = Readonly<Record<string, unknown>>

/** The function itself, called with what `forward` takes. */
type Custom<Inputs extends readonly Operand[]> = <
  Given extends { readonly [Place in keyof Inputs]: Operand },
>(
  ...inputs: Given
) => ResultOf<Given>

/**
 * A function with its own gradient, as `jax.custom_vjp` and `torch.autograd.Function`: for a gradient that is cheaper or
 * more stable than the mechanical one, or another on purpose. An op that has a name, a shape rule and kernels is made
 * with `defined` and `defineVjp`.
 *
 * Where a gradient is differentiated again, `forward` runs once more on variables, so that the residuals are connected to
 * the inputs; both functions are therefore written in ops. Variables are given as inputs: `forward` reads no others.
 * @param forward is given plain values; any number of them
 * @param vjp gives the gradient of each input from `g`, that of the output, and from what was kept; `undefined` where
 *   there is none, a function where it is work that may be left undone
 * @throws GradientError where `forward` reads a variable that is none of its inputs, or gives no tensor
 * @example
 * // log(1 + eˣ), whose mechanical gradient is ∞/∞ for a large x.
 * const softened = customGradient(
 *   (x: Operand) => ({ output: log(add(exp(x), 1)), residuals: { x } }),
 *   (g, { x }) => [mul(g, sigmoid(x))],
 * )
 * const x = parameter(tensor([0, 100]))
 * const [dx] = gradients(sum(softened(x)), [x])
 * await dx.data() // [0.5, 1]
 */
export function customGradient<const Inputs extends readonly Operand[], Kept extends Named>(
  forward: (...inputs: Inputs) => Forward<Kept>,
  vjp: (g: Operand, residuals: Kept) => { readonly [Place in keyof Inputs]: Cotangent },
): Custom<Inputs>
export function customGradient(
  forward: (...inputs: readonly Operand[]) => Forward<Named>,
  vjp: (g: Operand, residuals: Named) => readonly Cotangent[],
): (...inputs: readonly Operand[]) => Interpretable {
  for (const [what, each] of Object.entries({ forward, vjp }))
    if (typeof each !== 'function')
      throw new GradientError(`customGradient: ${shouldBe(what, 'a function', each)}`)
  const name = forward.name || 'customGradient'
  return (...operands) =>
    scope(() => {
      const inputs = operands.map((operand) => placedOperand(name, operand))
      const values = inputs.map((input) => (input instanceof Variable ? input.value : input))
      const { output, residuals } = checkedForward(name, forward(...values))
      if (!inputs.some((input) => input instanceof Variable)) return output.alias()
      const whole = output.dtype === 'int32'
      if (whole || !isRecording() || !inputs.some(sourceOf)) return new Variable(output.alias())
      const [names, kept, rest] = sorted(residuals)
      const own: Vjp = {
        operands: 'all',
        outputs: names.map((_, index) => index + 1),
        pull: (g, { outputs }) =>
          vjp(g, { ...rest, ...Object.fromEntries(names.map((key, index) => [key, outputs[index + 1]])) }),
        pullAgain: (g, { operands }) => vjp(g, forward(...given(operands)).residuals),
      }
      const spec = { shape: output.shape, dtype: 'float' } as const
      const op = defined({
        name,
        operands: ['...inputs'],
        outputs: ['y'],
        infer: () => [spec],
        define: (operands) => [forward(...operands).output],
      })
      return new Variable(output.alias(), new Node(op, own, inputs, undefined, [output, ...kept]))
    })
}

/** Tensors, which the node holds, and the rest, which its gradient is given as it is. */
function sorted(residuals: Named): [names: string[], kept: Tensor[], rest: Named] {
  const all = Object.entries(residuals)
  const tensors = all.filter((entry): entry is [string, Tensor] => entry[1] instanceof Tensor)
  return [
    tensors.map(([name]) => name),
    tensors.map(([, each]) => each),
    Object.fromEntries(all.filter(([, each]) => !(each instanceof Tensor))),
  ]
}

/** What a node kept of its operands: all of them. */
const given = (operands: Residuals['operands']): readonly Operand[] =>
  operands.filter((operand) => operand !== undefined)

function checkedForward(name: string, made: unknown): { output: Tensor; residuals: Named } {
  const fail = (what: string): never => {
    throw new GradientError(`${name}: ${what}`)
  }
  if (typeof made !== 'object' || made === null || !('output' in made))
    return fail(shouldBe('what forward gives', '{ output, residuals }', made))
  const { output } = made
  const residuals: unknown = 'residuals' in made ? made.residuals : undefined
  if (!isRecord(residuals))
    return fail(shouldBe('residuals', 'a record, {} where nothing is kept', residuals))
  const deep = Object.entries(residuals).find(([, each]) => !(each instanceof Tensor) && hasTensor(each))
  if (deep) return fail(`${deep[0]} of the residuals has tensors in it; keep each by a name of its own`)
  for (const each of [output, ...Object.values(residuals)])
    if (each instanceof Variable)
      return fail('forward read a variable that is none of its inputs; pass it as one, or its value')
  if (output instanceof Tensor) return { output, residuals }
  return fail(shouldBe("forward's output", 'a tensor, made by ops from its inputs', output))
}

/** Whether there is one somewhere in arrays and records. */
const hasTensor = (value: unknown): boolean =>
  value instanceof Tensor ||
  (isRecord(value) && !ArrayBuffer.isView(value) && Object.values(value).some(hasTensor))

const isRecord = (value: unknown): value is Named => typeof value === 'object' && value !== null
