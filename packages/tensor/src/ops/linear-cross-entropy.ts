import { apply, interpret, type ResultOf } from '../tensor/apply.ts'
import { integers } from '../tensor/literal.ts'
import type { Operand, Spec } from '../tensor/op.ts'
import { checkOptions } from '../tensor/options.ts'
import { type CrossEntropyAttributes, crossEntropyGradientOp, crossEntropyOp } from './cross-entropy.ts'
import { checkFloats, onFloats } from './floats.ts'
import { linearOp } from './linear.ts'
import { matmul } from './matmul.ts'
import { defined } from './op.ts'
import { sum } from './reductions.ts'
import { argmaxOp } from './rows.ts'

// N rows · H hidden · C classes

/** Gives the loss, the likeliest class of each row, and the gradients of x, weight and bias where the loss's is 1. */
export const linearCrossEntropyOp = defined({
  name: 'linearCrossEntropy',
  operands: ['x', 'weight', 'bias', 'labels'],
  outputs: ['loss', 'predictions', 'dx', 'dWeight', 'dBias'],
  infer([x, weight, bias, labels], attributes: CrossEntropyAttributes) {
    checkFloats('linearCrossEntropy', [x, weight, bias])
    const [logits] = linearOp.infer([x, weight, bias], { activation: 'none' })
    const [loss] = crossEntropyOp.infer([logits, labels], attributes)
    const like = ({ shape }: Spec) => ({ shape, dtype: 'float' }) as const
    return [loss, { shape: labels.shape, dtype: 'int32' }, like(x), like(weight), like(bias)]
  },
  define([x, weight, bias, labels], attributes) {
    const [logits] = interpret(linearOp, [x, weight, bias], { activation: 'none' }) // (N, C)
    const [loss, logSumExp] = interpret(crossEntropyOp, [logits, labels], attributes)
    const dLogits = apply(crossEntropyGradientOp, [1, logits, labels, logSumExp], attributes) // (N, C)
    const dWeight = matmul(dLogits, x, { transposeA: true }) // (C, H)
    const likeliest = apply(argmaxOp, [logits]) // (N)
    return [loss, likeliest, matmul(dLogits, weight), dWeight, sum(dLogits, { axes: [0] })]
  },
})

/** The loss of a classification, and what it says of each row. */
export interface ClassificationLoss<Loss> {
  /** A scalar, in nats; 0 where no label counts. */
  readonly loss: Loss
  /** (N), int32: the likeliest class of each row. */
  readonly predictions: Loss
}

export function linearCrossEntropy<
  X extends Operand,
  W extends Operand,
  B extends Operand,
  I extends Operand,
>(
  x: X,
  weight: W,
  bias: B,
  labels: I,
  options: Partial<CrossEntropyAttributes> = {},
): ClassificationLoss<ResultOf<[X, W, B, I]>> {
  const { ignore = -100 } = checkOptions('linearCrossEntropy', options, { ignore: 'number' })
  const ids = integers('linearCrossEntropy', labels)
  const compute = (...own: readonly [Operand, Operand, Operand]) => {
    const [loss, predictions] = interpret(linearCrossEntropyOp, [...own, ids], { ignore })
    return { loss, predictions } as ClassificationLoss<ResultOf<[X, W, B, I]>>
  }
  return onFloats([x, weight, bias], compute, true)
}
