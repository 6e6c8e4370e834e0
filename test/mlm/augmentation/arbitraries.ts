import { type Resources, splitWords } from '@cloze/mlm/augmentation'
import { fc } from '@fast-check/vitest'

const names = ['dog', 'cat', 'sees', 'the', 'big', "don't", 'Élan', 'été', '7']
const gaps = [' ', ', ', '\n', ' [MASK] ', ' (', '.) ', '! ', ' [SEP] [CLS] ', ' – ']

/** Words with spaces, punctuation and special tokens between, before and after. */
export const texts = fc
  .tuple(
    fc.constantFrom('', ...gaps),
    fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...gaps)), { maxLength: 20 }),
  )
  .map(([before, parts]) => before + parts.flat().join(''))

export const rates = fc.double({ min: 0, max: 1, noNaN: true })

/** Synonyms of some words, none of which is a word of the texts. */
export const synonyms: Resources['synonyms'] = (word) =>
  ({ big: ['large', 'huge'], dog: ['hound'] })[word] ?? []

export const wordsOf = (text: string) => splitWords(text).words
export const specialIn = (text: string) => text.match(/\[(?:MASK|SEP|CLS)\]/g) ?? []
