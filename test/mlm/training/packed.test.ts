/** Training on packed rows: what their sequences know of each other is nothing. */
import { BertForMaskedLM } from '@cloze/bert'
import {
  type Batch,
  corpusSource,
  evaluationBatches,
  memoryCorpus,
  trainingBatches,
  wordLevel,
} from '@cloze/mlm'
import { packDocuments, readRows } from '@cloze/mlm/data'
import { cpu, reference } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { evaluate } from '../../../packages/mlm/src/evaluation/evaluate.ts'
import { maskedLanguageModel } from '../../../packages/mlm/src/training/masked-language-model.ts'

const letters = [...'abcdefgh']
const tokenizer = wordLevel(letters)
const masking = { tokenizer }
const { cls, sep } = tokenizer.special
const texts = fc.array(
  fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 30 }).map((all) => all.join(' ')),
  { minLength: 1, maxLength: 12 },
)
const lengths = fc.integer({ min: 3, max: 16 })
const batchSizes = fc.integer({ min: 1, max: 5 })

const rowsOf = (documents: readonly string[], maxLength: number) =>
  readRows(tokenizer, memoryCorpus(documents).documents(), maxLength)

describe('packed rows', () => {
  test.prop([texts, lengths])('are those of packDocuments', async (documents, maxLength) => {
    const tokens = documents.map((document, id) => ({ id, ids: tokenizer.encode(document) }))
    const packed = [...packDocuments(tokens, tokenizer, maxLength)]
    expect(await rowsOf(documents, maxLength)).toEqual(packed.map(({ sequences }) => sequences))
  })

  test.prop([texts, lengths])(
    'hold every token of a corpus once, in its order, and are full',
    async (documents, maxLength) => {
      const rows = await rowsOf(documents, maxLength)
      const held = rows.flat().flatMap(({ ids }) => [...ids.subarray(1, -1)])
      expect(held).toEqual(documents.flatMap((document) => [...tokenizer.encode(document)]))
      for (const row of rows.slice(0, -1)) {
        const length = row.reduce((sum, { ids }) => sum + ids.length, 0)
        expect(length).toBeGreaterThan(maxLength - 3)
        expect(length).toBeLessThanOrEqual(maxLength)
      }
      for (const { ids } of rows.flat()) expect([ids.at(0), ids.at(-1)]).toEqual([cls, sep])
    },
  )

  test.prop([texts, lengths, batchSizes, fc.nat()])(
    'come once an epoch, so many in a batch, with all their sequences',
    async (documents, maxLength, batchSize, seed) => {
      const rows = await rowsOf(documents, maxLength)
      const batches = trainingBatches({ sequences: rows, batchSize, seed, masking })
      const taken = take(batches, Math.ceil(rows.length / batchSize))
      const names = rows.map((row) => row.map(({ id }) => id))
      expect(taken.flatMap(({ ids }) => ids).sort()).toEqual(names.flat().sort())
      for (const { ids } of taken)
        for (const row of names)
          expect([0, row.length]).toContain(row.filter((id) => ids.includes(id)).length)
      expect(
        taken.map(({ ids }) => names.filter(([first = '']) => ids.includes(first)).length).sort(),
      ).toEqual(
        Array.from({ length: taken.length }, (_, index) =>
          Math.min(batchSize, rows.length - index * batchSize),
        ).sort(),
      )
    },
  )

  test.prop([texts, lengths, batchSizes, fc.nat()], { numRuns: 50 })(
    'mask a sequence as it is masked alone, whatever the row and the batch',
    async (documents, maxLength, batchSize, seed) => {
      const rows = await rowsOf(documents, maxLength)
      const epoch = (sequences: typeof rows | (typeof rows)[number], size: number) =>
        byId(
          take(
            trainingBatches({ sequences, batchSize: size, seed, masking }),
            Math.ceil(sequences.length / size),
          ),
        )
      expect(epoch(rows, batchSize)).toEqual(epoch(rows.flat(), 1))
    },
  )
})

/** In float64 on reference, side by side with padding; in float32 on cpu, end to end without. */
for (const [device, error] of [
  [reference, 1e-12],
  [cpu, 1e-6],
] as const)
  test(`on ${device.name}, the loss of a packed batch is that of its sequences, each on its own`, async () => {
    const model = new BertForMaskedLM(
      {
        vocabSize: tokenizer.vocabularySize,
        hiddenSize: 8,
        numHiddenLayers: 2,
        numAttentionHeads: 2,
        intermediateSize: 16,
        maxPositionEmbeddings: 16,
      },
      { device, seed: 3 },
    )
    const rows = await rowsOf(['a b c', 'd e f g h a b', 'c', 'd e', 'f g h a b c d e f g h'], 16)
    const options = { seed: 1, masking: { tokenizer, rate: 0.4 } }
    const [together = [], alone = []] = [
      [...evaluationBatches({ ...options, sequences: rows, batchSize: 2 })],
      [...evaluationBatches({ ...options, sequences: rows.flat(), batchSize: 1 })],
    ]
    expect(together[0]?.batchSize).toBeGreaterThan(2)
    const [packed, single] = [
      await evaluate(maskedLanguageModel(model), together),
      await evaluate(maskedLanguageModel(model), alone),
    ]
    model.dispose()
    expect(packed.tokens).toBe(single.tokens)
    expect(Math.abs(packed.loss - single.loss)).toBeLessThan(error)
    packed.scores.forEach((scores, sequence) => {
      scores.forEach(({ loss }, index) => {
        expect(Math.abs(loss - (single.scores[sequence]?.[index]?.loss ?? Number.NaN))).toBeLessThan(error)
      })
    })
  })

test.prop([texts, lengths])(
  'a source packs what is trained on, and measures what it measures without',
  async (documents, sequenceLength) => {
    const corpus = memoryCorpus(documents)
    const parts = { training: corpus, validation: corpus, test: corpus }
    const sourceOf = (pack: boolean) =>
      corpusSource(parts, { tokenizer, vocabularySize: 20, sequenceLength, pack })
    const [plain, packed] = [await sourceOf(false), await sourceOf(true)]
    const rows = await rowsOf(documents, sequenceLength)
    expect(packed).toEqual({ ...plain, originals: rows, training: rows })
  },
)

test.prop([texts, lengths])(
  'changed copies are packed with their documents',
  async (documents, sequenceLength) => {
    const corpus = memoryCorpus(documents)
    const twice = documents.flatMap((document) => [document, document])
    const source = await corpusSource(
      { training: corpus, augmented: memoryCorpus(twice), validation: corpus },
      { tokenizer, vocabularySize: 20, sequenceLength, pack: true },
    )
    expect(source.training).toEqual(await rowsOf(twice, sequenceLength))
    expect(source.originals).toEqual(await rowsOf(documents, sequenceLength))
  },
)

function take(batches: Iterator<Batch>, count: number): Batch[] {
  return Array.from({ length: count }, () => batches.next().value as Batch)
}

/** What each sequence shows and is asked, without padding. */
function byId(batches: readonly Batch[]): Map<string | number, readonly [number[], number[]]> {
  const rows = batches.flatMap(({ ids, sequenceLength, inputIds, labels, attentionMask }) =>
    ids.map((id, row) => {
      const start = row * sequenceLength
      const length = attentionMask.subarray(start, start + sequenceLength).lastIndexOf(1) + 1
      const cells = (values: Int32Array) => [...values.subarray(start, start + length)]
      return [id, [cells(inputIds), cells(labels)]] as const
    }),
  )
  return new Map(rows)
}
