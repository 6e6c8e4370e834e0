import { type BertConfig, bertConfig, sizes } from '@cloze/bert'

/** A model's settings without its vocabulary, which comes from the tokenizer. */
export type ModelSettings = Omit<BertConfig, 'vocabSize'>

/** Small models on small corpora are better without dropout, and need few positions. */
const plain = { hiddenDropoutProb: 0, attentionProbsDropoutProb: 0, maxPositionEmbeddings: 32 }

/**
 * The settings of a named size, as a small corpus wants them: no dropout, 32 positions.
 * @param name `tiny`, `mini`, …: the keys of `sizes`
 * @returns nothing where there is no such size
 * @example
 * namedModel('tiny')?.hiddenSize // 128
 */
export function namedModel(name: string): ModelSettings | undefined {
  const named = Object.entries(sizes).find(([size]) => size === name)
  return named && withoutVocabulary(bertConfig({ ...named[1], ...plain }))
}

/**
 * A config without its vocabulary's size, for a tokenizer of another.
 * @example
 * 'vocabSize' in withoutVocabulary(model.config) // false
 */
export const withoutVocabulary = ({ vocabSize: _, ...model }: BertConfig): ModelSettings => model
