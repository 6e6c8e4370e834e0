import { elementwise, type Scalar, scope, sumOfSquares, type Tensor } from '@cloze/tensor'
import { OptimizerError } from './derivatives/errors.ts'

type S = Scalar

/** Adds up as many scalars as a kernel may read on every device, with room for its output. */
const sumOfSix = elementwise('sumOfSix', (a: S, b: S, c: S, d: S, e: S, f: S) =>
  a.add(b).add(c.add(d)).add(e.add(f)),
)

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
 * const found = gradients(loss, [...parameters.values()])
 * const { norm, scale } = clipGradients(found, 1)
 * optimizer.step(found, { learningRate, scale })
 */
export function clipGradients(gradients: readonly Tensor[], maxNorm: number): Clipped {
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
export const globalNorm = (gradients: readonly Tensor[]): Tensor =>
  scope(() => rootOf(total(gradients.map((gradient) => sumOfSquares(gradient)))))

/** The sum of scalars as a tree, six at a time: few ops, and an order that depends on their number alone. */
function total(parts: readonly Tensor[]): Tensor {
  const [first, ...others] = parts
  if (first === undefined) throw new OptimizerError('globalNorm: there are no gradients')
  if (others.length === 0) return first
  const sixes = Array.from({ length: Math.ceil(parts.length / 6) }, (_, six) =>
    parts.slice(6 * six, 6 * six + 6),
  )
  return total(sixes.map(([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => sumOfSix(a, b, c, d, e, f)))
}
