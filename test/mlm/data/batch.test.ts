import { collate } from '@cloze/mlm/data'
import { IGNORE_INDEX } from '@cloze/mlm/masking'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const masked = fc
  .array(fc.tuple(fc.nat(50), fc.constantFrom(IGNORE_INDEX, 6, 7)), { maxLength: 12 })
  .chain((tokens) =>
    fc.record({
      id: fc.oneof(fc.nat(), fc.string()),
      inputIds: fc.constant(Int32Array.from(tokens, ([id]) => id)),
      labels: fc.constant(Int32Array.from(tokens, ([, label]) => label)),
    }),
  )

describe('a batch', () => {
  test.prop([fc.array(masked, { minLength: 1, maxLength: 6 }), fc.nat(50)])(
    'has each sequence in a row, then padding that is neither attended to nor predicted',
    (sequences, padId) => {
      const batch = collate(sequences, padId)
      const longest = Math.max(...sequences.map(({ inputIds }) => inputIds.length))
      expect([batch.batchSize, batch.sequenceLength]).toEqual([sequences.length, longest])
      expect(batch.ids).toEqual(sequences.map(({ id }) => id))

      const row = (values: Int32Array, number: number) => [
        ...values.slice(number * longest, (number + 1) * longest),
      ]
      const padded = (values: Iterable<number>, value: number) =>
        [...values, ...new Array<number>(longest).fill(value)].slice(0, longest)
      sequences.forEach(({ inputIds, labels }, number) => {
        expect(row(batch.inputIds, number)).toEqual(padded(inputIds, padId))
        expect(row(batch.labels, number)).toEqual(padded(labels, IGNORE_INDEX))
        expect(row(batch.attentionMask, number)).toEqual(
          padded(
            inputIds.map(() => 1),
            0,
          ),
        )
        expect(row(batch.tokenTypeIds, number)).toEqual(padded([], 0))
      })
    },
  )

  test('has at least one sequence', () => {
    expect(() => collate([], 0)).toThrow(RangeError)
  })
})
