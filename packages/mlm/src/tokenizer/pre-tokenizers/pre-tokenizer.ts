import type { Aligned } from '../text/aligned.ts'

/** Splits a text into words. What it leaves out is between them. */
export type PreTokenizer = (aligned: Aligned) => readonly Aligned[]

/** Each splits what the one before gave; empty words are left out. */
export const enqueue =
  (all: readonly PreTokenizer[]): PreTokenizer =>
  (aligned) =>
    all.reduce<readonly Aligned[]>(
      (words, split) => words.flatMap((word) => split(word)).filter(({ text }) => text !== ''),
      [aligned],
    )
