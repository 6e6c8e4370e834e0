/**
 * The ops that carry attributes or by-products, by name. A device's table of fused kernels and autograd's table of
 * derivatives have a line for each; what they find an op by is the op itself.
 */
import { adamWOp } from './adamw.ts'
import { addLayerNormGradientOp, addLayerNormOp } from './add-layer-norm.ts'
import { attentionGradientOp, attentionOp } from './attention.ts'
import { crossEntropyGradientOp, crossEntropyOp } from './cross-entropy.ts'
import { dropoutOp } from './dropout.ts'
import { layerNormGradientOp, layerNormOp } from './layer-norm.ts'
import { linearOp } from './linear.ts'
import { linearCrossEntropyOp } from './linear-cross-entropy.ts'
import { matmulOp } from './matmul.ts'
import { packedAttentionGradientOp, packedAttentionOp, packedDropoutOp } from './packed.ts'
import { maxOp, sumOfSquaresOp, sumOp } from './reductions.ts'
import { argmaxOp, gatherOp, scatterAddOp } from './rows.ts'
import { broadcastToOp, concatenateOp, reshapeOp, transposeOp } from './shapes.ts'
import { padToOp, sliceOp } from './slice.ts'
import { logSoftmaxGradientOp, logSoftmaxOp, softmaxGradientOp, softmaxOp } from './softmax.ts'
import { squaredNormOp } from './squared-norm.ts'

/**
 * Every op that is no elementwise one, by name: for those who write kernels, derivatives or interpreters.
 */
export const ops = {
  matmul: matmulOp,
  sum: sumOp,
  sumOfSquares: sumOfSquaresOp,
  squaredNorm: squaredNormOp,
  max: maxOp,
  argmax: argmaxOp,
  gather: gatherOp,
  scatterAdd: scatterAddOp,
  reshape: reshapeOp,
  transpose: transposeOp,
  slice: sliceOp,
  padTo: padToOp,
  concatenate: concatenateOp,
  broadcastTo: broadcastToOp,
  softmax: softmaxOp,
  softmaxGradient: softmaxGradientOp,
  logSoftmax: logSoftmaxOp,
  logSoftmaxGradient: logSoftmaxGradientOp,
  layerNorm: layerNormOp,
  layerNormGradient: layerNormGradientOp,
  addLayerNorm: addLayerNormOp,
  addLayerNormGradient: addLayerNormGradientOp,
  linear: linearOp,
  linearCrossEntropy: linearCrossEntropyOp,
  dropout: dropoutOp,
  crossEntropy: crossEntropyOp,
  crossEntropyGradient: crossEntropyGradientOp,
  attention: attentionOp,
  attentionGradient: attentionGradientOp,
  packedAttention: packedAttentionOp,
  packedAttentionGradient: packedAttentionGradientOp,
  packedDropout: packedDropoutOp,
  adamW: adamWOp,
} as const

/** The ops of `ops`, by name. */
export type Ops = typeof ops

/** The ops that are written in others. */
export type DefinedName = {
  [Name in keyof Ops]: Ops[Name] extends { readonly kind: 'defined' } ? Name : never
}[keyof Ops]
