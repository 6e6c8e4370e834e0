import type { Masking } from '@cloze/mlm'
import { describeMasking } from '@cloze/mlm/masking'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { checkMasking, maskingOf, maskingSchema } from '../../../packages/mlm/src/masking/masking.ts'
import { examples } from './arbitraries.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const maskings: fc.Arbitrary<Masking> = fc
  .record({
    strategy: fc.constantFrom(...examples),
    rate: share,
    masked: share,
    of: share,
    duplicates: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ strategy: { strategy }, rate, masked, of, duplicates }) => ({
    ...{ strategy, rate, masked, duplicates },
    replaced: (1 - masked) * of,
  }))

test.prop([maskings])('a masking comes back from its description as JSON', (masking) => {
  const description = describeMasking(masking)
  const read = maskingSchema.parse(JSON.parse(JSON.stringify(description)))
  expect(describeMasking(maskingOf(read))).toEqual(description)
})

test.each([
  [{ masked: 0.8, replaced: 0.3 }, 'shares of 0.8 masked and 0.3 replaced are not within 0 … 1 together'],
  [{ rate: 1.5 }, 'rate'],
  [{ duplicates: 0 }, 'duplicates is an integer from 1, not 0'],
  [{ duplicates: 2, rate: { from: 0.1, to: 0.3 } }, 'need one rate, not one that changes'],
])('what cannot be is refused: %j', (masking, says) => {
  expect(() => checkMasking(masking)).toThrow(says)
})
