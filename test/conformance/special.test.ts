/** NaN, infinities, −0 and denormal numbers give on `cpu` what the definition gives, forward and back. */
import { cpu } from '@cloze/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeds, shapes } from '../autograd/derivatives/case.ts'
import { tableCases } from '../autograd/derivatives/cases.ts'
import { elementwiseCases } from '../autograd/derivatives/elementwise-cases.ts'
import { caseNames, casesFor } from './all-cases.ts'
import type { Plain } from './plain.ts'
import { ordinaryAlone } from './skips.ts'
import { checkSpecial, checkSpecialCall, checkSpecialGradient, specials } from './special.ts'

const numRuns = 40

for (const { name, calls } of casesFor(cpu))
  if (name in ordinaryAlone) test.skip(`${name}: ${ordinaryAlone[name]}`)
  else
    test(`${name} gives what its definition gives`, async () => {
      let held = 0
      const property = fc.asyncProperty(calls, specials, async (call, special) => {
        held += await checkSpecialCall(cpu, call, special)
      })
      await fc.assert(property, { numRuns })
      expect(held).toBeGreaterThan(0)
    })

for (const [name, caseOf] of [...elementwiseCases, ...tableCases])
  test(`the gradient of ${name} is its definition's`, async () => {
    const property = fc.asyncProperty(shapes, seeds, specials, async (shape, seed, special) => {
      await checkSpecialGradient(cpu, caseOf, { shape, seed }, special)
    })
    await fc.assert(property, { numRuns })
  })

test('what is skipped is a case', () => {
  for (const name of Object.keys(ordinaryAlone)) expect(caseNames).toContain(name)
})

describe('held against a definition', () => {
  const row = (...values: number[]): Plain => ({ shape: [values.length], values, dtype: 'float' })
  const { NaN: none, POSITIVE_INFINITY: endless } = Number
  const giving = (right: Plain, found: Plain) =>
    checkSpecial(cpu, [row(1)], async (device) => [device === cpu ? found : right])

  test.each([
    [row(none), row(1)],
    [row(1), row(none)],
    [row(endless), row(-endless)],
    [row(1), row(1.01)],
    [row(0, none), row(none, 0)],
  ])('%o is not %o', async (right, found) => {
    await expect(giving(right, found)).rejects.toThrow('cell 0')
    expect(await giving(right, right)).toBe(right.values.length)
  })

  test('what turns on a rounding is no answer', async () => {
    const difference = async (_: unknown, [x = row()]: readonly Plain[]): Promise<readonly Plain[]> => [
      row((x.values[0] ?? 0) - 0.1),
      row(((x.values[0] ?? 0) - 0.1) * endless),
    ]
    expect(await checkSpecial(cpu, [row(0.1)], difference)).toBe(1)
  })
})
