/** The settings of a model that is made at once. */
export const small = {
  vocabSize: 11,
  hiddenSize: 8,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 12,
  maxPositionEmbeddings: 6,
}
