import { type Batch, evaluationBatches, trainingBatches } from '@cloze/mlm'
import { grammarSequences, grammarTokenizer, type Sequence } from '@cloze/mlm/data'
import type { MaskRate } from '@cloze/mlm/masking'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { random } from '../../../packages/tensor/src/index.ts'
import { examples, tokenizer } from '../masking/arbitraries.ts'

const masking = { tokenizer }

/** `size` sequences of 3 … 12 tokens. */
function corpus(size: number): Sequence[] {
  return Array.from({ length: size }, (_, number) => {
    const stream = random('corpus', number)
    const inner = Int32Array.from({ length: 1 + stream.integer(10) }, () => 5 + stream.integer(20))
    return { id: `${number}/0`, ids: tokenizer.sequence(inner, 64) }
  })
}

const sizes = fc.integer({ min: 1, max: 150 })
const batchSizes = fc.integer({ min: 1, max: 40 })

describe('training batches', () => {
  test.prop([sizes, batchSizes, fc.nat()])('have every sequence once an epoch', (size, batchSize, seed) => {
    const sequences = corpus(size)
    const batches = trainingBatches({ sequences, batchSize, seed, masking })
    const steps = Math.ceil(size / batchSize)
    for (let epoch = 0; epoch < 2; epoch++) {
      const taken = take(batches, steps)
      expect(taken.flatMap(({ ids }) => ids).sort()).toEqual(sequences.map(({ id }) => id).sort())
      expect(taken.filter((batch) => batch.batchSize === batchSize)).toHaveLength(
        Math.floor(size / batchSize),
      )
    }
  })

  test.prop([sizes, batchSizes, fc.nat(60), fc.nat()], { numRuns: 50 })(
    'go on from any step as if all before had been drawn',
    (size, batchSize, start, seed) => {
      const options = { sequences: corpus(size), batchSize, seed, masking }
      const all = take(trainingBatches(options), start + 3)
      expect(take(trainingBatches({ ...options, start }), 3)).toEqual(all.slice(start))
    },
  )

  test.prop([sizes, batchSizes, batchSizes, fc.nat()], { numRuns: 50 })(
    'mask a sequence alike whatever the batch size and the order',
    (size, batchSize, other, seed) => {
      const sequences = corpus(size)
      const masks = (given: Sequence[], perBatch: number) =>
        rowsById(
          take(
            trainingBatches({ sequences: given, batchSize: perBatch, seed, masking }),
            Math.ceil(size / perBatch),
          ),
        )
      expect(masks(sequences.toReversed(), other)).toEqual(masks(sequences, batchSize))
    },
  )

  for (const { name, strategy } of examples)
    test.prop([sizes, batchSizes, batchSizes, fc.nat()], { numRuns: 10 })(
      `mask a sequence by ${name} alike in every batch and order`,
      (size, batchSize, other, seed) => {
        const sequences = corpus(size)
        const masks = (given: Sequence[], perBatch: number) => {
          const steps = Math.ceil(size / perBatch)
          const options = { sequences: given, batchSize: perBatch, seed, masking: { tokenizer, strategy } }
          return rowsById(take(trainingBatches(options), steps))
        }
        expect(masks(sequences.toReversed(), other)).toEqual(masks(sequences, batchSize))
      },
    )

  test('have the same masks every so many epochs where masking is static, and others in between', () => {
    const sequences = corpus(30)
    const options = { sequences, batchSize: 30, seed: 1, masking: { tokenizer, duplicates: 3 } }
    const epochs = take(trainingBatches(options), 7).map((batch) => rowsById([batch]))
    const dynamic = take(trainingBatches({ ...options, masking }), 3).map((batch) => rowsById([batch]))
    expect(epochs.slice(0, 3)).toEqual(dynamic)
    expect(epochs.slice(3)).toEqual([...dynamic, ...dynamic].slice(0, 4))
    expect(dynamic[0]).not.toEqual(dynamic[1])
  })

  test('have a rate that goes in a line from the first batch to the last, and stays', () => {
    const ids = tokenizer.sequence(new Int32Array(50).fill(7), 64)
    const sequences = Array.from({ length: 300 }, (_, id) => ({ id, ids }))
    const masking = { tokenizer, rate: { from: 0.8, to: 0.2 } }
    const options = { sequences, batchSize: 100, seed: 1, masking, steps: 7 }
    const shares = take(trainingBatches(options), 9).map(({ labels, attentionMask, ids }) => {
      const chosen = labels.filter((label) => label >= 0).length
      return chosen / (attentionMask.filter((one) => one === 1).length - 2 * ids.length)
    })
    const expected = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.2, 0.2]
    shares.forEach((found, step) => {
      expect(Math.abs(found - (expected[step] ?? 0))).toBeLessThan(0.03)
    })
    expect(take(trainingBatches({ ...options, start: 5 }), 3)).toEqual(
      take(trainingBatches(options), 8).slice(5),
    )
  })

  test('refuse a rate that changes in no known number of steps, and static masks of a source without end', () => {
    const options = { sequences: corpus(3), batchSize: 2, seed: 1 }
    const changing = { tokenizer, rate: { from: 0.3, to: 0.1 } }
    expect(() => trainingBatches({ ...options, masking: changing })).toThrow('needs the number of steps')
    const words = grammarTokenizer()
    const endless = grammarSequences(words, { seed: 1, stream: 'training' })
    const repeated = { tokenizer: words, duplicates: 2 }
    expect(() => trainingBatches({ ...options, sequences: endless, masking: repeated })).toThrow(
      'without end',
    )
  })

  test('mask sequences of the same tokens each in its own way', () => {
    const ids = tokenizer.sequence(new Int32Array(30).fill(7), 64)
    const sequences = [1, 2].map((id) => ({ id, ids }))
    const rows = rowsById(take(trainingBatches({ sequences, batchSize: 2, seed: 1, masking }), 1))
    expect(rows.get(1)).not.toEqual(rows.get(2))
  })

  test('have another order and other masks in each epoch and for each seed', () => {
    const sequences = corpus(64)
    const of = (seed: number) => trainingBatches({ sequences, batchSize: 64, seed, masking })
    const [first, second] = take(of(1), 2)
    const [other] = take(of(2), 1)
    for (const batch of [second, other]) {
      expect(batch?.ids).not.toEqual(first?.ids)
      expect(rowsById([batch as Batch])).not.toEqual(rowsById([first as Batch]))
    }
  })

  test('have less padding than sequences in the order of the corpus', () => {
    const sequences = corpus(512)
    const padding = (batches: Batch[]) =>
      batches.reduce((sum, { attentionMask }) => sum + attentionMask.filter((real) => real === 0).length, 0)
    const options = { sequences, batchSize: 16, seed: 1, masking }
    const sorted = padding(take(trainingBatches(options), 32))
    expect(sorted).toBeLessThan(padding([...evaluationBatches(options)]) / 4)
  })

  test('read an infinite source on and on, each sentence once', () => {
    const words = grammarTokenizer()
    const sequences = grammarSequences(words, { seed: 1, stream: 'training' })
    const options = { sequences, batchSize: 2, seed: 1, masking: { tokenizer: words } }
    const all = take(trainingBatches(options), 96)
    const numbers = all.flatMap(({ ids }) => ids).sort((a, b) => Number(a) - Number(b))
    expect(numbers).toEqual(Array.from({ length: 192 }, (_, number) => number))
    expect(take(trainingBatches({ ...options, start: 45 }), 30)).toEqual(all.slice(45, 75))
  })

  test('refuse at once what cannot be a batch', () => {
    const options = { sequences: corpus(3), batchSize: 2, seed: 1, masking }
    for (const wrong of [
      { sequences: [] },
      { batchSize: 0 },
      { batchSize: 1.5 },
      { start: -1 },
      { start: 0.5 },
    ])
      expect(() => trainingBatches({ ...options, ...wrong })).toThrow(RangeError)
  })
})

describe('evaluation batches', () => {
  test.prop([sizes, batchSizes, fc.nat()])('have every sequence once, in order', (size, batchSize, seed) => {
    const sequences = corpus(size)
    const batches = [...evaluationBatches({ sequences, batchSize, seed, masking })]
    expect(batches.flatMap(({ ids }) => ids)).toEqual(sequences.map(({ id }) => id))
    expect(batches.slice(0, -1).every((batch) => batch.batchSize === batchSize)).toBe(true)
  })

  test.prop([sizes, batchSizes, batchSizes], { numRuns: 50 })(
    'have the same masks at every evaluation and any batch size',
    (size, batchSize, other) => {
      const sequences = corpus(size)
      const masks = (perBatch: number) =>
        rowsById([...evaluationBatches({ sequences, batchSize: perBatch, seed: 1, masking })])
      expect(masks(other)).toEqual(masks(batchSize))
    },
  )

  test('have the rate at the end of a run where it changes', () => {
    const options = { sequences: corpus(40), batchSize: 40, seed: 1 }
    const masks = (rate: MaskRate) => [...evaluationBatches({ ...options, masking: { tokenizer, rate } })]
    expect(masks({ from: 0.7, to: 0.3 })).toEqual(masks(0.3))
  })

  test('have other masks than training has', () => {
    const options = { sequences: corpus(40), batchSize: 40, seed: 1, masking }
    const [training] = take(trainingBatches(options), 1)
    expect(rowsById([...evaluationBatches(options)])).not.toEqual(rowsById([training as Batch]))
  })

  test('refuse a source without end', () => {
    const words = grammarTokenizer()
    const sequences = grammarSequences(words, { seed: 1, stream: 'validation' })
    const options = { sequences, batchSize: 2, seed: 1, masking: { tokenizer: words } }
    expect(() => evaluationBatches(options)).toThrow(/infinite source/)
  })
})

function take(batches: Iterator<Batch>, count: number): Batch[] {
  return Array.from({ length: count }, () => batches.next().value as Batch)
}

/** What each sequence shows and is asked, without padding. */
function rowsById(batches: Batch[]): Map<string | number, [number[], number[]]> {
  const rows = batches.flatMap(({ ids, sequenceLength, inputIds, labels, attentionMask }) =>
    ids.map((id, row): [string | number, [number[], number[]]] => {
      const start = row * sequenceLength
      const real = attentionMask.slice(start, start + sequenceLength).indexOf(0)
      const end = start + (real < 0 ? sequenceLength : real)
      return [id, [[...inputIds.slice(start, end)], [...labels.slice(start, end)]]]
    }),
  )
  return new Map(rows)
}
