import { add, elementwise, type Scalar, square, sum, type Tensor } from '@cloze/tensor'

/** √ of the sum of all squares: the norm of all gradients laid end to end. */
const rootOf = elementwise('globalNorm', (squares: Scalar) => squares.sqrt())

/** min(1, most / (norm + 10⁻⁶)), as torch.nn.utils.clip_grad_norm_ has it. */
const scaleFor = elementwise('clipScale', (norm: Scalar, most: Scalar) => most.div(norm.add(1e-6)).min(1))

/**
 * The gradients' global norm, and what to multiply them by so that it is at most `most`. Pascanu et al. 2013. Both stay
 * on the device, so that nothing waits for them.
 * @param gradients at least one
 */
export function clipping(gradients: readonly Tensor[], most: number): { norm: Tensor; scale: Tensor } {
  const squares = gradients.map((gradient) => sum(square(gradient))).reduce((total, part) => add(total, part))
  const norm = rootOf(squares)
  return { norm, scale: scaleFor(norm, most) }
}
