import { kind } from '../format/component.ts'
import { mapCharacters, transform } from '../text/aligned.ts'
import { lowerCase } from '../unicode/lower-case.ts'
import { type NormalForm, normalForm } from '../unicode/normal-forms.ts'
import type { Normalizer } from './normalizer.ts'

const form = (name: NormalForm) =>
  kind(name, {}, (): Normalizer => (aligned) => transform(aligned, normalForm(name, aligned.text)))

/** The four normal forms, as Unicode 9 has them. */
export const normalForms = [form('NFC'), form('NFD'), form('NFKC'), form('NFKD')]

export const lowercase = kind(
  'Lowercase',
  {},
  (): Normalizer => (aligned) => mapCharacters(aligned, lowerCase),
)
