/** No case forgets the numbers that are none. */
import { cpu } from '@cloze/tensor'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseNames, casesFor } from './all-cases.ts'
import { ordinaryAlone } from './skips.ts'

for (const { name, calls } of casesFor(cpu))
  if (!(name in ordinaryAlone))
    test(`the case of ${name} draws NaN and infinity`, () => {
      const drawn = fc.sample(calls, { numRuns: 400, seed: 1 }).flatMap(({ inputs }) => inputs)
      const values = new Set(drawn.flatMap((input) => input.values))
      for (const special of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
        expect(values.has(special), `${special}`).toBe(true)
    })

test('what draws none of them is a case', () => {
  for (const name of Object.keys(ordinaryAlone)) expect(caseNames).toContain(name)
})
