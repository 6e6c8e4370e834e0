import { characterTrainer } from './character.ts'
import { wordPieceTrainer } from './train-wordpiece.ts'
import { wordLevelTrainer } from './word-level.ts'

/** The kinds of tokenizer that can be trained, by their names on the command line. */
export const tokenizerKinds = {
  wordpiece: wordPieceTrainer,
  word: wordLevelTrainer,
  character: characterTrainer,
} as const

/** The name of a kind of tokenizer that can be learnt. */
export type TokenizerKind = keyof typeof tokenizerKinds

/**
 * Whether `name` is one of `tokenizerKinds`.
 * @example
 * isTokenizerKind('wordpiece') // true
 */
export const isTokenizerKind = (name: string): name is TokenizerKind => Object.hasOwn(tokenizerKinds, name)
