/** Losses of predictions of numbers; that of classes is `crossEntropy`. */

import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import { one, type Scalar } from '../scalar/scalar.ts'
import { softplusExcess } from '../scalar/softplus.ts'
import type { ResultOf } from '../tensor/apply.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { together } from '../tensor/placed.ts'
import { formatShape, sameShape } from '../tensor/shape.ts'
import { square, sub } from './elementwise.ts'
import { elementwise } from './op.ts'
import { mean } from './reductions.ts'

/**
 * The mean of a loss of each element. A target that was repeated to the shape of the prediction would be a mistake that
 * trains.
 */
function averaged(
  name: string,
  prediction: Operand,
  target: Operand,
  loss: (prediction: Operand, target: Operand) => Operand,
): Operand {
  const [shape, other] = [shapeOf(prediction), shapeOf(target)]
  if (!sameShape(shape, other))
    throw new ShapeError(`${name}: needs equal shapes, not ${formatShape(shape)} and ${formatShape(other)}`)
  return scope(() => mean(loss(...together(name, [prediction, target]))))
}

/**
 * The mean of (prediction − target)². PyTorch's `mse_loss`, which would broadcast other shapes.
 * @returns a scalar
 * @throws ShapeError where the shapes differ, or there is nothing to take the mean of
 * @example
 * await meanSquaredError(tensor([1, 2]), tensor([1, 4])).item() // 2
 */
export function meanSquaredError<P extends Operand, T extends Operand>(
  prediction: P,
  target: T,
): ResultOf<[P, T]> {
  const loss = (p: Operand, t: Operand) => square<[Operand]>(sub(p, t))
  return averaged('meanSquaredError', prediction, target, loss) as ResultOf<[P, T]>
}

/** max(x, 0) − x·t + log(1 + e^−|x|), as one product, so that no ∞ is taken from ∞. Its derivative is σ(x) − t, at 0 too. */
const binaryLoss = elementwise(
  'binaryLoss',
  (x: Scalar, t: Scalar) => x.less(0).select(t.neg(), one.sub(t)).mul(x).add(softplusExcess(x)),
  { derivative: (x, t) => [x.min(0).sub(softplusExcess(x)).exp().sub(t), x.neg()] },
)

/**
 * The cross-entropy of probabilities σ(logits) against targets in 0…1, averaged; exact where σ rounds to 0 or 1. PyTorch's
 * `binary_cross_entropy_with_logits`.
 * @param targets of the same shape, the probability of each
 * @returns a scalar, in nats
 * @throws ShapeError where the shapes differ, or there is nothing to take the mean of
 * @example
 * await binaryCrossEntropyWithLogits(tensor([0, 100]), tensor([1, 1])).item() // 0.3465736
 */
export function binaryCrossEntropyWithLogits<L extends Operand, T extends Operand>(
  logits: L,
  targets: T,
): ResultOf<[L, T]> {
  return averaged('binaryCrossEntropyWithLogits', logits, targets, binaryLoss) as ResultOf<[L, T]>
}
