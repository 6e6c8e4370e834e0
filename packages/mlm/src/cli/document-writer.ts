/** How documents become text. */
import type { LabelledDocument } from '../augmentation/records.ts'

/** How documents are written down. */
export type Writing = (documents: readonly LabelledDocument[]) => string

/** A line of JSON each, the text under the key `field`, the other fields after it. */
export const asJsonLines =
  (field: string): Writing =>
  (documents) =>
    documents.map((document) => `${JSON.stringify(jsonOf(document, field))}\n`).join('')

export const jsonOf = ({ text, fields }: LabelledDocument, field: string): Record<string, unknown> => ({
  [field]: text,
  ...fields,
})

/** With a blank line after each; one inside a document would make two of it, and goes. */
export const asText: Writing = (documents) =>
  documents.map(({ text }) => `${text.replace(/\n(?:[^\S\n]*\n)+/g, '\n')}\n\n`).join('')

/** One line each; the ends of lines inside a document become spaces. */
export const asLines: Writing = (documents) =>
  documents.map(({ text }) => `${text.replace(/\s*\n\s*/g, ' ')}\n`).join('')
