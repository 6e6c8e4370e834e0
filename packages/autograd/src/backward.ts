import { add, keep } from '@cloze/tensor'
import { checkOptions } from '@cloze/tensor/extend'
import { checkLoss } from './checks.ts'
import { GradientError } from './derivatives/gradient-error.ts'
import { type GradientOptions, gradients } from './gradients.ts'
import { type ParameterTree, parametersOf } from './parameters.ts'
import { Variable } from './tape.ts'
import { leavesOf } from './way.ts'

/** What becomes of the graph after `backward`. */
export type BackwardOptions = Pick<GradientOptions, 'retainGraph'>

/**
 * Adds ∂loss/∂p to `p.gradient` for every parameter p that the loss depends on. They live until `clearGradients`.
 * @param loss one element
 * @param options.retainGraph keeps the graph for another pass; not where left out
 * @throws GradientError where it depends on none
 * @example
 * const x = parameter(tensor([1, 2]))
 * backward(sum(square(x)))
 * await x.gradient?.data() // [2, 4]
 */
export function backward(loss: Variable, options: BackwardOptions = {}): void {
  checkOptions('backward', options, { retainGraph: true })
  checkLoss('backward', loss)
  const parameters = leavesOf(loss)
  if (parameters.length === 0)
    throw new GradientError(
      'backward: the loss depends on no parameter: none was used, or only the values of some were',
    )
  const found = gradients(loss, parameters, options)
  parameters.forEach((leaf, index) => {
    const [before, gradient] = [leaf.gradient, found[index]]
    if (gradient === undefined) return
    leaf.gradient = keep(before ? add(before, gradient) : gradient)
    if (before) for (const old of [before, gradient]) old.dispose()
  })
}

/**
 * Disposes of what `backward` left on variables. PyTorch's `zero_grad`.
 * @param model variables, or a model as `namedParameters` takes it
 * @example
 * const x = parameter(tensor([1, 2]))
 * backward(sum(square(x)))
 * clearGradients({ x })
 * x.gradient // undefined
 */
export function clearGradients(model: Iterable<Variable> | ParameterTree): void {
  for (const part of isList(model) ? model : [model])
    for (const variable of part instanceof Variable
      ? [part]
      : parametersOf('clearGradients', part).values()) {
      variable.gradient?.dispose()
      variable.gradient = undefined
    }
}

const isList = (model: unknown): model is Iterable<ParameterTree> =>
  typeof model === 'object' && model !== null && Symbol.iterator in model && !(model instanceof Map)
