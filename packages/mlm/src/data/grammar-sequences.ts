import { checkSeed, random } from '@cloze/tensor'
import { english } from '../corpus/grammar/english.ts'
import { sampleSentence } from '../corpus/grammar/sample.ts'
import type { SequenceSource } from '../masking/sequence.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { wordLevel } from '../tokenizer/word-level.ts'

/** Which sentences of the embedded grammar are drawn. */
export interface GrammarSequencesOptions {
  /** Of the sentences. */
  readonly seed: number
  /** Sentences of different streams are drawn independently: `'training'`, `'validation'`. */
  readonly stream: string
  /** The number of the first sentence; 0 if not given. */
  readonly start?: number
  /** How many; without end if not given. */
  readonly count?: number
}

/**
 * Sentences of the embedded grammar, each a sequence `[CLS] … [SEP]`, made when asked for: the same sentence
 * wherever and in whatever order. A sequence's id is its sentence's number.
 * @throws RangeError on a seed that is none: `checkSeed`
 * @example
 * const sentence = grammarSequences(tokenizer, { seed: 1, stream: 'training' }).at(1_000_000)
 * tokenizer.decode(sentence?.ids ?? []) // 'the bitter pears delight every child that many farmers near these trees see'
 */
export function grammarSequences(
  tokenizer: Tokenizer,
  { seed, stream, start = 0, count = Number.POSITIVE_INFINITY }: GrammarSequencesOptions,
): SequenceSource {
  checkSeed(seed)
  return {
    length: count,
    at: (place) => {
      if (!Number.isInteger(place) || place < 0 || place >= count) return undefined
      const id = start + place
      const words = sampleSentence(english, random(seed, stream, id))
      return { id, ids: tokenizer.sequence(tokenizer.encode(words.join(' ')), words.length + 2) }
    },
  }
}

/**
 * One token for each word of the embedded grammar: the word with number w has id w + 5.
 * @example
 * grammarTokenizer().vocabularySize // 194
 */
export const grammarTokenizer = (): Tokenizer => wordLevel(english.words)

/**
 * Whether a tokenizer has the tokens of the embedded grammar, with the same ids.
 * @example
 * isGrammarTokenizer(wordLevel(['the', 'cat'])) // false
 */
export function isGrammarTokenizer(tokenizer: Tokenizer): boolean {
  const own = grammarTokenizer()
  return (
    own.vocabularySize === tokenizer.vocabularySize &&
    Array.from({ length: own.vocabularySize }, (_, id) => id).every(
      (id) => own.token(id) === tokenizer.token(id),
    )
  )
}
