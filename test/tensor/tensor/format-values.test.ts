import type { DType } from '@cloze/tensor'
import { fc, test as properties } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { formatValues } from '../../../packages/tensor/src/tensor/format-values.ts'
import { printingCases } from '../../fixtures/printing.ts'

const types: readonly DType[] = ['float32', 'float64', 'int32']

describe('values are printed as NumPy prints them', () => {
  for (const dtype of types)
    test(dtype, () => {
      const cases = printingCases().filter((each) => each.dtype === dtype)
      expect(cases.length).toBeGreaterThan(15)
      const printed = cases.map(({ shape, values }) => formatValues(values, shape, dtype, 'tensor('.length))
      expect(printed).toEqual(cases.map(({ text }) => text))
    })
})

properties.prop([fc.array(fc.float(), { minLength: 1, maxLength: 200 })])(
  'numbers stand in columns, in lines that are not too long, and float32 can be read back to 8 decimals',
  (values) => {
    const text = formatValues(values, [values.length], 'float32')
    const words = text.slice(1, -1).replaceAll('\n ', ' ').split(', ')
    expect(new Set(words.map((word) => word.length)).size).toBe(1)
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(75)
    words.forEach((word, index) => {
      const [read, value] = [
        Number(word.replace('inf', 'Infinity').replace('nan', 'NaN')),
        values[index] ?? 0,
      ]
      const isNear =
        Object.is(read, value) || Math.abs(read - value) <= Math.max(5e-9, Math.abs(value) * 6e-8)
      expect(isNear, `${word} for ${value}`).toBe(true)
    })
  },
)
