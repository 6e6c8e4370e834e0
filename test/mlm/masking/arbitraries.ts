import { fc } from '@fast-check/vitest'
import { wordLevel } from '../../../packages/mlm/src/index.ts'

export const tokenizer = wordLevel([...'abcdefghijklmnopqrst'])

export const { pad, unk, cls, sep, mask } = tokenizer.special

export const specialIds: readonly number[] = [pad, unk, cls, sep, mask]

/** Ordinary tokens with special ones anywhere among them. */
export const sequences = fc
  .array(fc.integer({ min: 0, max: tokenizer.vocabularySize - 1 }), { maxLength: 40 })
  .map((ids) => Int32Array.from(ids))

export const rates = fc.double({ min: 0, max: 1, noNaN: true })
