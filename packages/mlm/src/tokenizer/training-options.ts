import { TokenizerError } from '../errors.ts'
import { specialTokens } from './special.ts'

/** What the training of every kind of tokenizer takes. */
export interface TokenizerOptions {
  /** The most ids that there will be, the special tokens among them. */
  readonly vocabularySize: number
  /** Lower-cases and strips accents; true if not given. */
  readonly lowerCase?: boolean
  /**
   * Of WordPiece: the most characters to have, the most frequent ones: Python's `limit_alphabet`. A word with another is
   * [UNK]. If not given, as many as make up nearly all of the text: see `alphabetOf`. Other kinds have no alphabet.
   */
  readonly alphabetLimit?: number | undefined
}

/**
 * How many tokens there is room for beside the special ones.
 * @throws TokenizerError if there is none
 */
export function vocabularyCapacity({ vocabularySize }: TokenizerOptions): number {
  const capacity = vocabularySize - specialTokens.length
  if (!Number.isInteger(capacity) || capacity < 1)
    throw new TokenizerError(
      `a vocabulary has ${specialTokens.length} special tokens and at least one other: its size is an integer ` +
        `from ${specialTokens.length + 1}, not ${vocabularySize}`,
    )
  return capacity
}

export const nothingToLearn = () => new TokenizerError('no vocabulary to learn: the documents hold no words')
