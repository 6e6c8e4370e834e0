/** What a device is let off, and why. */
export interface Skip {
  readonly device: string
  readonly op: string
  readonly reason: string
}

export const skips: readonly Skip[] = []

/** The cases that draw no NaN, infinity or denormal number, and why. */
export const ordinaryAlone: Readonly<Record<string, string>> = {
  oneHot: 'takes whole numbers alone',
  dropout: 'is drawn on ones, so that every cell says whether it was dropped; the product with x is mul',
  softmaxGradient: 'takes what softmax gives, which is in 0 … 1',
  logSoftmaxGradient: 'takes what logSoftmax gives of numbers',
  layerNorm: 'takes a row to its mean, where an infinite cell is ∞ − ∞; what NaN it gives depends on the way',
  layerNormGradient: 'takes the mean and deviation of a row of numbers',
  addLayerNorm: 'is add and layerNorm',
  addLayerNormGradient: 'is add and layerNormGradient',
  crossEntropy: 'sums losses of rows; a row of NaN is NaN by softmax, whose case draws them',
  crossEntropyGradient: 'takes the log-sum-exp of a row of numbers',
  linearCrossEntropy: 'is linear and crossEntropy, whose cases draw them',
  attention: 'is softmax and matmul, whose cases draw them; a masked infinity depends on the way',
  attentionGradient: 'takes the log-sum-exp of rows of numbers',
  packedAttention: 'is attention',
  packedAttentionGradient: 'is attentionGradient',
  packedDropout: 'is drawn on ones, as dropout is',
  adamW: 'divides by a root of what it was given; a parameter that is no number is lost whatever comes of it',
}
