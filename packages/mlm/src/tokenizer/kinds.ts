import { characterTrainer } from './character.ts'
import { wordPieceTrainer } from './train-wordpiece.ts'
import { wordLevelTrainer } from './word-level.ts'

/** The kinds of tokenizer that can be trained, by their names on the command line. */
export const tokenizerKinds = {
  wordpiece: wordPieceTrainer,
  word: wordLevelTrainer,
  character: characterTrainer,
} as const

export type TokenizerKind = keyof typeof tokenizerKinds

export const isTokenizerKind = (name: string): name is TokenizerKind => Object.hasOwn(tokenizerKinds, name)
