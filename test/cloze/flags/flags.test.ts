/** A flag's number is what was written, within what the flag allows, or a misuse. */
import { describe, expect, test } from 'vitest'
import { closedShare, integerFrom, positive, rate, share } from '../../../packages/cloze/src/flags/flags.ts'

const readers: Readonly<Record<string, (text: string) => number>> = {
  'an integer from 0': integerFrom(0),
  'an integer from 3': integerFrom(3),
  'a positive number': positive,
  'a share': share,
  'a share or all': closedShare,
  'a rate': rate,
}

const accepted: readonly [reader: string, text: string, value: number][] = [
  ['an integer from 0', '9007199254740991', 2 ** 53 - 1],
  ['an integer from 0', '1e3', 1000],
  ['an integer from 0', '-0', 0],
  ['an integer from 3', '3.0', 3],
  ['a positive number', '2e-3', 0.002],
  ['a positive number', '0.00029999999999999997', 0.0003],
  ['a share', '0', 0],
  ['a share or all', '1', 1],
  ['a rate', '.15', 0.15],
]

const refused: readonly [reader: string, text: string, says: string][] = [
  ['an integer from 0', '9007199254740992', 'at most 9007199254740991'],
  ['an integer from 0', '9007199254740993', 'rounded to 9007199254740992'],
  ['an integer from 0', '1e400', 'larger than any number'],
  ['an integer from 0', '0.5', 'an integer of at least 0'],
  ['an integer from 0', '-1', 'an integer of at least 0'],
  ['an integer from 3', '2', 'an integer of at least 3'],
  ['an integer from 3', '0x10', 'an integer of at least 3, in decimal digits'],
  ['a positive number', '0', 'a number above 0'],
  ['a positive number', '1e-400', 'rounded to 0'],
  ['a positive number', '1e-50', 'that 32 bits can hold'],
  ['a positive number', '1e39', 'that 32 bits can hold'],
  ['a share', '1', 'below 1'],
  ['a share', '0.99999999999999999', 'rounded to 1'],
  ['a share or all', '1.00000000000000001', 'rounded to 1'],
  ['a rate', '0', 'above 0'],
  ['a rate', '1e-400', 'rounded to 0'],
]

describe.each(Object.entries(readers))('%s', (name, read) => {
  test.each(accepted.filter(([reader]) => reader === name))('%s: %s', (_, text, value) => {
    expect(read(text)).toBe(value)
  })
  test.each(refused.filter(([reader]) => reader === name))('%s: %s is refused: %s', (_, text, says) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'commander.invalidArgument', message: expect.stringContaining(says) }),
    )
  })
})
