import { add, scope } from '@cloze/tensor'
import type { BertConfig } from './config.ts'
import { normalBut } from './initialisation.ts'
import { drop, embedding, layerNorm, type Pass } from './layers.ts'
import { module } from './module.ts'

// … is (B, S) of sequences with padding, (T) of sequences end to end · H hidden

/** The sum of what a token, its position and its segment stand for, normalised. Devlin et al. 2018, figure 2. */
export const embeddings = (config: BertConfig) => {
  const { hiddenSize: H } = config
  return module(
    {
      word_embeddings: embedding(config.vocabSize, H, normalBut(config.padTokenId)),
      position_embeddings: embedding(config.maxPositionEmbeddings, H),
      token_type_embeddings: embedding(config.typeVocabSize, H),
      LayerNorm: layerNorm(H, config.layerNormEps),
    },
    (p, pass: Pass) =>
      scope(() => {
        const { inputIds, tokenTypeIds, positions } = pass.layout
        const words = p.word_embeddings(inputIds) // (…, H)
        const segments = p.token_type_embeddings(tokenTypeIds) // (…, H)
        const positionEmbeddings = p.position_embeddings(positions) // (S, H), or (T, H)
        const total = add(add(words, segments), positionEmbeddings) // (…, H)
        return drop(p.LayerNorm(total), 'embeddings', config.hiddenDropoutProb, pass) // (…, H)
      }),
  )
}
