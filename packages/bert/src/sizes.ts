/**
 * The sizes of BERT that are trained most, by the names of Turc et al. 2019, "Well-Read Students Learn Better".
 * @example
 * sizes.tiny // { hiddenSize: 128, numHiddenLayers: 2, numAttentionHeads: 2, intermediateSize: 512 }
 * new BertForMaskedLM({ ...sizes.tiny, vocabSize: 1000 }).parameters().size // 42
 */
export const sizes = {
  tiny: { hiddenSize: 128, numHiddenLayers: 2, numAttentionHeads: 2, intermediateSize: 512 },
  mini: { hiddenSize: 256, numHiddenLayers: 4, numAttentionHeads: 4, intermediateSize: 1024 },
  small: { hiddenSize: 512, numHiddenLayers: 4, numAttentionHeads: 8, intermediateSize: 2048 },
  base: { hiddenSize: 768, numHiddenLayers: 12, numAttentionHeads: 12, intermediateSize: 3072 },
} as const
