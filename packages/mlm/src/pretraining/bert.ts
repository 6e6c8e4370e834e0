import { BertForMaskedLM, type BertSettings, type ModelOptions } from '@cloze/bert'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

/**
 * A BERT with new weights for a tokenizer: its vocabulary and the id of its padding are the tokenizer's, whatever the
 * settings say. The caller disposes of it.
 * @throws ConfigError on settings that can't be
 * @example
 * const model = bertFor(source.tokenizer, sizes.tiny, { seed: 1 })
 */
export const bertFor = (
  tokenizer: Tokenizer,
  settings: Omit<BertSettings, 'vocabSize'>,
  options: ModelOptions = {},
): BertForMaskedLM =>
  new BertForMaskedLM(
    { ...settings, vocabSize: tokenizer.vocabularySize, padTokenId: tokenizer.special.pad },
    options,
  )
