import * as t from '@cloze/tensor'
import type { Calls } from './calls.ts'

/** Losses, and what stands before them. */
export const losses: Calls = {
  addLayerNorm: (options, x, residual, weight, bias) => t.addLayerNorm(x, residual, weight, bias, options),
  binaryCrossEntropyWithLogits: (_, logits, targets) => t.binaryCrossEntropyWithLogits(logits, targets),
  crossEntropy: (options, logits, labels) => t.crossEntropy(logits, labels, options),
  layerNorm: (options, x, weight, bias) => t.layerNorm(x, weight, bias, options),
  linear: (_, x, weight, bias) => t.linear(x, weight, bias),
  linearCrossEntropy: (_, x, weight, bias, labels) => t.linearCrossEntropy(x, weight, bias, labels).loss,
  meanSquaredError: (_, prediction, target) => t.meanSquaredError(prediction, target),
  squaredNorm: (_, x, ...others) => t.squaredNorm([x, ...others]),
}
