/** What a run learns from: the embedded grammar without end, or documents of text. */

import { english } from '../corpus/grammar/english.ts'
import { longestSentence } from '../corpus/grammar/grammar.ts'
import { grammarSequences, grammarTokenizer } from '../corpus/grammar/grammar-corpus.ts'
import type { SequenceSource } from '../corpus/sequence.ts'
import { splitDocuments } from '../corpus/split.ts'
import { sequences } from '../corpus/text.ts'
import { type TokenizerKind, tokenizerKinds } from '../tokenizer/kinds.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { learnFrom } from '../tokenizer/trainer.ts'

export interface Source {
  readonly tokenizer: Tokenizer
  readonly training: SequenceSource
  readonly validation: SequenceSource
  /** The longest sequence, [CLS] and [SEP] among it. */
  readonly longest: number
}

/** Sentences of the grammar: fresh ones at every step, and a thousand for validation. */
export function grammarSource(seed: number): Source {
  const tokenizer = grammarTokenizer()
  return {
    tokenizer,
    training: grammarSequences(tokenizer, { seed, stream: 'training' }),
    validation: grammarSequences(tokenizer, { seed, stream: 'validation', count: 1000 }),
    longest: longestSentence(english) + 2,
  }
}

/** The share of documents that is held out. */
export const VALIDATION_SHARE = 0.1

export interface TextSourceOptions {
  readonly seed: number
  /** A kind to train, or a tokenizer; WordPiece where left out. */
  readonly tokenizer?: TokenizerKind | Tokenizer
  /** Of a tokenizer that is trained: the most tokens. */
  readonly vocabularySize: number
  readonly sequenceLength: number
  /** `VALIDATION_SHARE` where left out. */
  readonly validationShare?: number
}

/** Documents, split into training and validation; a tokenizer is trained on the training part alone. */
export async function textSource(
  documents: readonly string[],
  {
    seed,
    tokenizer: given = 'wordpiece',
    vocabularySize,
    sequenceLength,
    validationShare = VALIDATION_SHARE,
  }: TextSourceOptions,
): Promise<Source> {
  const { training, validation } = await splitDocuments(documents, { validationShare, seed })
  const tokenizer =
    typeof given === 'string' ? learnFrom(training, tokenizerKinds[given]({ vocabularySize })) : given
  return {
    tokenizer,
    training: sequences(tokenizer, training, sequenceLength),
    validation: sequences(tokenizer, validation, sequenceLength),
    longest: sequenceLength,
  }
}
