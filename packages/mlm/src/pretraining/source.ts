import { english } from '../corpus/grammar/english.ts'
import { longestSentence } from '../corpus/grammar/grammar.ts'
import { grammarSequences, grammarTokenizer } from '../data/grammar-sequences.ts'
import type { RowSource } from '../data/sequence.ts'
import type { SequenceSource } from '../masking/sequence.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

/** What a run learns from: the embedded grammar without end, or a corpus of text. */
export interface Source {
  readonly tokenizer: Tokenizer
  readonly training: RowSource
  readonly validation: SequenceSource
  /** The longest sequence or row, [CLS] and [SEP] among it. */
  readonly longest: number
}

/**
 * Sentences of the grammar: fresh ones at every step, and a thousand for validation.
 * @example
 * const { tokenizer, validation, longest } = grammarSource(1)
 * validation.length // 1000
 * longest // 24
 */
export function grammarSource(seed: number): Source {
  const tokenizer = grammarTokenizer()
  return {
    tokenizer,
    training: grammarSequences(tokenizer, { seed, stream: 'training' }),
    validation: grammarSequences(tokenizer, { seed, stream: 'validation', count: 1000 }),
    longest: longestSentence(english) + 2,
  }
}
