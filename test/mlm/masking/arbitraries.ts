import { wordLevel } from '@cloze/mlm'
import { type MaskingStrategy, strategies } from '@cloze/mlm/masking'
import { fc } from '@fast-check/vitest'

export const tokenizer = wordLevel([...'abcdefghijklmnopqrst'])

export const { pad, unk, cls, sep, mask } = tokenizer.special

export const specialIds: readonly number[] = [pad, unk, cls, sep, mask]

/** Every strategy of the list, with each of the settings that it shows. */
export const examples: readonly { name: string; strategy: MaskingStrategy }[] = strategies.flatMap((kind) =>
  kind.examples.map((settings) => ({
    name: [kind.name, ...Object.entries(settings).flat()].join(' '),
    strategy: kind.create(settings),
  })),
)

/** Ordinary tokens with special ones anywhere among them. */
export const sequences = fc
  .array(fc.integer({ min: 0, max: tokenizer.vocabularySize - 1 }), { maxLength: 40 })
  .map((ids) => Int32Array.from(ids))

export const rates = fc.double({ min: 0, max: 1, noNaN: true })

/** Tokens of words of one to four pieces, with special tokens between some: which may be chosen, and their words. */
export const texts = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(0)), {
    maxLength: 20,
  })
  .map((pieces) => {
    const wordIds = pieces.flatMap((count, word): (number | undefined)[] =>
      count === 0 ? [undefined] : new Array<number>(count).fill(word),
    )
    const candidates = [...wordIds.keys()].filter((position) => wordIds[position] !== undefined)
    const words = [...new Set(candidates.map((position) => wordIds[position]))].map((word) =>
      candidates.filter((position) => wordIds[position] === word),
    )
    return { candidates, wordIds, words }
  })
