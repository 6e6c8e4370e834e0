import { interpret, outputOf, type Result } from '../apply.ts'
import type { Operand } from '../op.ts'
import { type CrossEntropyAttributes, crossEntropyGradientOp, crossEntropyOp } from './cross-entropy.ts'
import { linearOp } from './linear.ts'
import { matmul } from './matmul.ts'
import { defined } from './op.ts'
import { sum } from './reductions.ts'
import { argmax } from './rows.ts'

// N rows · H hidden · C classes

/** Gives the loss, the likeliest class of each row, and what flows to rows, weight and bias when 1 arrives. */
export const linearCrossEntropyOp = defined<CrossEntropyAttributes>({
  name: 'linearCrossEntropy',
  infer([x, weight, bias, labels], attributes) {
    const parameters = [x, weight, bias].map((spec) => spec ?? { shape: [], dtype: 'float' as const })
    const logits = linearOp.infer(parameters, { activation: 'none' })
    const [loss = { shape: [], dtype: 'float' as const }] = crossEntropyOp.infer(
      [...logits.slice(0, 1), ...(labels ? [labels] : [])],
      attributes,
    )
    const flows = parameters.map(({ shape }) => ({ shape, dtype: 'float' as const }))
    return [loss, { shape: labels?.shape ?? [], dtype: 'int32' }, ...flows]
  },
  define([x = 0, weight = 0, bias = 0, labels = 0], attributes) {
    const [logits] = interpret<unknown, Operand>(linearOp, [x, weight, bias], { activation: 'none' }) // (N, C)
    const [loss, ...saved] = interpret<unknown, Operand>(crossEntropyOp, [logits, labels], attributes)
    const [flow] = interpret<unknown, Operand>(
      crossEntropyGradientOp,
      [1, logits, labels, ...saved],
      attributes,
    ) // (N, C)
    const toWeight = matmul(flow, x, { transposeA: true }) // (C, H)
    return [loss, argmax(logits), matmul(flow, weight), toWeight, sum(flow, { axes: [0] })]
  },
})

/** The loss of a classification, and what it says of each row. */
export interface ClassificationLoss<Loss> {
  /** A scalar, in nats; 0 where no label counts. */
  readonly loss: Loss
  /** (N), int32: the likeliest class of each row. */
  readonly predictions: Loss
}

/**
 * `crossEntropy(linear(x, weight, bias), labels)`, for training: the loss and its gradients are computed together, so
 * that a device with a kernel for it never holds the logits of more than some of the rows.
 * @param x (N, H)
 * @param weight (C, H)
 * @param bias (C)
 * @param labels (N), int32 in 0…C−1, or `ignore` (−100 where left out, PyTorch's convention)
 * @throws ShapeError, RangeError on a label out of range
 * @example
 * const { loss } = linearCrossEntropy(tensor([[1, 2]]), tensor([[1, 0], [0, 1]]), tensor([1, 0]), tensor([1], 'int32'))
 * await loss.item() // 0.6931471805599453 in float64
 */
export function linearCrossEntropy<X extends Operand, I extends Operand>(
  x: X,
  weight: X,
  bias: X,
  labels: I,
  { ignore = -100 }: Partial<CrossEntropyAttributes> = {},
): ClassificationLoss<Result<X | I>> {
  const outputs = interpret<CrossEntropyAttributes, X | I>(linearCrossEntropyOp, [x, weight, bias, labels], {
    ignore,
  })
  return { loss: outputs[0], predictions: outputOf(linearCrossEntropyOp, outputs, 1) }
}
