import { lowerCase } from '@cloze/mlm/corpus'
import { test } from '@fast-check/vitest'
import { expect } from 'vitest'

test('lower-casing is by the character, and keeps accents', () => {
  expect(lowerCase('ÀÉ ΟΔΟΣ STRASSE')).toBe('àé οδοσ strasse')
})
