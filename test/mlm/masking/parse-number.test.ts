/** A number that is written is the number that is read, or is refused. */
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { parseNumber } from '../../../packages/mlm/src/masking/parse-number.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('a number is read as it stands', () => {
  test.prop([finite, fc.integer({ min: 17, max: 100 })])(
    'where a float64 says it with as many digits: in short, in full, and in between',
    (x, digits) => {
      for (const text of [String(x), x.toPrecision(digits), x.toExponential()])
        expect(parseNumber(text)).toEqual({ value: x === 0 ? 0 : x })
    },
  )

  test.prop([fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })])(
    'where it is whole and not beyond 2^53',
    (n) => {
      expect(parseNumber(String(n))).toEqual({ value: Number(n) })
    },
  )

  test.prop([fc.integer({ min: 0, max: 10 ** 15 - 1 }), fc.integer({ min: -60, max: 60 })])(
    'where it has at most fifteen digits, with zeros, a point and a power wherever they are',
    (digits, power) => {
      const value = Number(`${digits}e${power}`)
      for (const text of [`${digits}e${power}`, `+00${digits}.000E${power}`, ` ${digits}0e${power - 1}\n`])
        expect(parseNumber(text)).toEqual({ value })
    },
  )
})

describe('a number is refused', () => {
  test.prop([fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n })])(
    'where its neighbour would be taken for it',
    (half) => {
      const odd = 2n * half + 1n
      expect(parseNumber(String(odd))).toEqual({ problem: `would be rounded to ${Number(odd)}` })
      expect(parseNumber(String(odd - 1n))).toEqual({ value: Number(odd - 1n) })
    },
  )

  test.each([
    ['1e400', 'larger than any number that can be kept'],
    ['-1e99999999999999999999', 'larger than any number that can be kept'],
    ['1e-400', 'so small that it would be rounded to 0'],
    ['4e-324', 'rounded to 5e-324'],
    ['0.99999999999999999', 'rounded to 1'],
    ['3.14159265358979323846', 'rounded to 3.141592653589793'],
    [`0.${'1'.repeat(120)}`, 'rounded to 0.1111111111111111'],
  ] as const)('%s: %s', (text, problem) => {
    const read = parseNumber(text)
    expect(read && 'problem' in read && read.problem).toContain(problem)
  })

  test.each([
    '0x10',
    '0b1',
    '1_000',
    '1,5',
    '１２',
    '١٢',
    '1 000',
    '−1',
    '1e',
    '.',
    '',
    'NaN',
    'Infinity',
    '12n',
  ])('where it is not in decimal digits: %s', (text) => {
    expect(parseNumber(text)).toBeUndefined()
  })
})
