import { memoryCorpus, splitCorpus } from '@cloze/mlm'
import { assignParts, CorpusError, parts, splitDocuments, splitHash } from '@cloze/mlm/corpus'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { all } from './files.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index))
const documents = fc.nat(200).map((size) => numbered(size + 3))
const shares = fc
  .tuple(fc.integer({ min: 1, max: 49 }), fc.integer({ min: 1, max: 49 }))
  .map(([validation, test]) => ({ validationShare: validation / 100, testShare: test / 100 }))

describe('splitting a corpus', () => {
  test.prop([documents, shares, fc.nat()])(
    'puts each document into one part, in order, and leaves no part empty',
    async (every, share, seed) => {
      const split = await splitDocuments(every, { ...share, seed })
      const inOrder = (some: string[]) => some.toSorted((a, b) => Number(a) - Number(b))
      expect(inOrder(parts.flatMap((part) => split[part]))).toEqual(every)
      for (const part of parts) {
        expect(split[part]).toEqual(inOrder(split[part]))
        expect(split[part].length).toBeGreaterThan(0)
      }
      expect(await splitDocuments(every, { ...share, seed })).toEqual(split)
    },
  )

  test.prop([fc.array(fc.string()), fc.array(fc.string()), shares, fc.nat()])(
    'puts a document where it always is, whatever stands around it, where no part would be empty',
    async (before, after, share, seed) => {
      const draw = await splitHash(seed)
      const many = numbered(300)
      const drawn = many.map(draw)
      const [low, high] = [share.validationShare, 1 - share.testShare]
      fc.pre(drawn.some((each) => each < low))
      fc.pre(drawn.some((each) => each >= low && each < high))
      fc.pre(drawn.some((each) => each >= high))
      const among = assignParts([...before, ...many, ...after].map(draw), share)
      expect(among.slice(before.length, before.length + many.length)).toEqual(assignParts(drawn, share))
    },
  )

  test.prop([documents, fc.nat()])('keeps equal documents together', async (every, seed) => {
    const { training, validation } = await splitDocuments([...every, ...numbered(50), ...every], {
      validationShare: 0.3,
      seed,
    })
    expect(training.filter((document) => validation.includes(document))).toEqual([])
  })

  test('holds its shares on average', async () => {
    const {
      training,
      validation,
      test: last,
    } = await splitDocuments(numbered(10_000), {
      validationShare: 0.2,
      testShare: 0.1,
      seed: 1,
    })
    // Six standard deviations of a binomial draw.
    expect(Math.abs(validation.length - 2000)).toBeLessThan(6 * Math.sqrt(10_000 * 0.2 * 0.8))
    expect(Math.abs(last.length - 1000)).toBeLessThan(6 * Math.sqrt(10_000 * 0.1 * 0.9))
    expect(training).toHaveLength(10_000 - validation.length - last.length)
  })

  test('follows from the seed', async () => {
    const split = (seed: number) => splitDocuments(numbered(100), { validationShare: 0.2, seed })
    expect(await split(1)).not.toEqual(await split(2))
  })

  test.prop([fc.array(fc.string(), { minLength: 3 }), shares, fc.nat()])(
    'is the same from a stream',
    async (every, share, seed) => {
      const streamed = await splitCorpus(memoryCorpus(every), { ...share, seed })
      const split = await splitDocuments(every, { ...share, seed })
      for (const part of parts) {
        expect(await all(streamed[part].documents())).toEqual(split[part])
        expect(await all(streamed[part].documents()), 'again').toEqual(split[part])
        expect(streamed[part].size).toBe(split[part].length)
      }
    },
  )

  test('has no part without a share', async () => {
    expect(await splitDocuments(['one'], { validationShare: 0, seed: 1 })).toEqual({
      training: ['one'],
      validation: [],
      test: [],
    })
  })

  test('refuses fewer documents than parts, and shares that leave nothing', async () => {
    await expect(splitDocuments(['one'], { validationShare: 0.1, seed: 1 })).rejects.toThrow(CorpusError)
    await expect(
      splitDocuments(['one', 'two'], { validationShare: 0.1, testShare: 0.1, seed: 1 }),
    ).rejects.toThrow("a corpus of 2 documents can't be split into training, validation, test")
    for (const [validationShare, testShare] of [
      [1, 0],
      [-1, 0],
      [Number.NaN, 0],
      [0.5, 0.5],
    ] as const)
      await expect(splitDocuments(['one', 'two'], { validationShare, testShare, seed: 1 })).rejects.toThrow(
        RangeError,
      )
  })
})
