import type { TextStep } from './step.ts'

/** As on the command line; their upper case is what Unicode calls them. */
export const normalForms = ['nfc', 'nfd', 'nfkc', 'nfkd'] as const

/** One of `normalForms`. */
export type NormalForm = (typeof normalForms)[number]

/**
 * Unicode normalisation: one spelling for what is the same character; the forms with k make one of what only looks
 * different, too (`ﬁ` is `fi`, `²` is `2`). Unicode Standard Annex 15.
 * @example
 * normalize('nfkc')('ﬁne ²') // 'fine 2'
 */
export const normalize =
  (form: NormalForm): TextStep =>
  (text) =>
    text.normalize(form.toUpperCase())
