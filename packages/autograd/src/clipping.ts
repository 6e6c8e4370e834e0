import { elementwise, type Scalar, scope, squaredNorm, Tensor } from '@cloze/tensor'
import { shouldBeList } from './given.ts'
import { OptimizerError } from './optimizer-error.ts'

type S = Scalar

/** √ of the sum of all squares: the norm of all gradients laid end to end. */
const rootOf = elementwise('globalNorm', (squares: S) => squares.sqrt())

/** min(1, most / (norm + 10⁻⁶)), as torch.nn.utils.clip_grad_norm_ has it. */
const scaleFor = elementwise('clipScale', (norm: S, most: S) => most.div(norm.add(1e-6)).min(1))

/** Scalars, on the device: nothing waits for them. */
export interface Clipped {
  /** The gradients' global norm, before clipping. */
  readonly norm: Tensor
  /** What to multiply every gradient by: at most 1. */
  readonly scale: Tensor
}

/** A way to clip: by the global norm, or one of your own. */
export type Clipping = (gradients: readonly Tensor[]) => Clipped

/**
 * What brings the gradients' global norm down to `maxNorm`, where it is more. Pascanu et al. 2013; as
 * torch.nn.utils.clip_grad_norm_ has it. The optimizer multiplies by it in its own sweep, so that the gradients are not
 * written once more.
 * @param gradients at least one, of any shapes
 * @param maxNorm above 0
 * @throws OptimizerError where there are no gradients, or on a norm that is none
 * @example
 * const w = parameter(tensor([1.5, 2]))
 * const found = gradients(sum(square(w)), [w])
 * const { norm, scale } = clipGradients(found, 1)
 * await norm.item() // 5
 * adamW({ w }).step(found, { learningRate: 1e-3, scale })
 */
export function clipGradients(gradients: readonly Tensor[], maxNorm: number): Clipped {
  checkList('clipGradients', gradients)
  if (!(maxNorm > 0)) throw new OptimizerError(`clipGradients: maxNorm is ${maxNorm}; it should be above 0`)
  return scope(() => {
    const norm = globalNorm(gradients)
    return { norm, scale: scaleFor(norm, maxNorm) }
  })
}

/**
 * The norm of all gradients laid end to end: a scalar, on their device.
 * @param gradients at least one, of any shapes
 * @throws OptimizerError where there are none
 * @example
 * await globalNorm([tensor([3]), tensor([[4]])]).item() // 5
 */
export function globalNorm(gradients: readonly Tensor[]): Tensor {
  checkList('globalNorm', gradients)
  const [first, ...others] = gradients
  if (first === undefined) throw new OptimizerError('globalNorm: there are no gradients')
  return scope(() => rootOf(squaredNorm([first, ...others])))
}

function checkList(name: string, gradients: readonly Tensor[]): void {
  const wrong = shouldBeList('gradient', Tensor, gradients)
  if (wrong) throw new OptimizerError(`${name}: ${wrong}`)
}
