import { trainCharacter } from './character.ts'
import { trainWordPiece } from './train-wordpiece.ts'
import { trainWordLevel } from './word-level.ts'

/** The kinds of tokenizer that can be trained, by their names on the command line. */
export const tokenizerKinds = {
  wordpiece: trainWordPiece,
  word: trainWordLevel,
  character: trainCharacter,
} as const

export type TokenizerKind = keyof typeof tokenizerKinds

export const isTokenizerKind = (name: string): name is TokenizerKind => Object.hasOwn(tokenizerKinds, name)
