import type { Variable } from '@cloze/autograd'
import { type ClassificationLoss, linear, linearCrossEntropy, scope, type Tensor } from '@cloze/tensor'
import type { BertConfig } from './config.ts'
import { denseLayer, normLayer } from './layers.ts'
import type { Parameters } from './parameters.ts'

// N rows · H hidden · V vocabulary

export interface Head {
  readonly all: Parameters<Variable>
  readonly config: BertConfig
}

/** What the decoder scores: each row once more through a dense layer and a norm. */
function transformed(rows: Variable, { all, config }: Head): Variable {
  const head = all.in('cls.predictions')
  const dense = denseLayer(rows, head.in('transform.dense'), config.hiddenAct) // (N, H)
  return normLayer(dense, head.in('transform.LayerNorm'), config) // (N, H)
}

/** The decoder: its weight is the word embeddings' where it is tied to them. */
const decoderOf = ({ all, config }: Head) =>
  [
    all.get(
      config.tieWordEmbeddings ? 'bert.embeddings.word_embeddings.weight' : 'cls.predictions.decoder.weight',
    ),
    all.get('cls.predictions.bias'),
  ] as const

/** Scores every token of the vocabulary at each row. */
export function maskedLanguageHead(
  rows: Variable, // (N, H)
  head: Head,
): Variable {
  return scope(() => linear(transformed(rows, head), ...decoderOf(head))) // (N, V)
}

/** The loss of these scores, which are not kept, and the likeliest token of each row. */
export function maskedLanguageLoss(
  rows: Variable, // (N, H)
  labels: Tensor, // (N)
  head: Head,
): ClassificationLoss<Variable> {
  return scope(() => linearCrossEntropy(transformed(rows, head), ...decoderOf(head), labels))
}
