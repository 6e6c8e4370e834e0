import type { Variable } from '@cloze/autograd'
import { linear, scope } from '@cloze/tensor'
import type { BertConfig } from './config.ts'
import { denseLayer, normLayer } from './layers.ts'
import type { Parameters } from './parameters.ts'

// N rows · H hidden · V vocabulary

/** Scores every token of the vocabulary at each row; the decoder shares the word embeddings. */
export function maskedLanguageHead(
  rows: Variable, // (N, H)
  all: Parameters<Variable>,
  config: BertConfig,
): Variable {
  const head = all.in('cls.predictions')
  return scope(() => {
    const dense = denseLayer(rows, head.in('transform.dense'), config.hiddenAct) // (N, H)
    const normalised = normLayer(dense, head.in('transform.LayerNorm'), config) // (N, H)
    return linear(normalised, all.get('bert.embeddings.word_embeddings.weight'), head.get('bias')) // (N, V)
  })
}
