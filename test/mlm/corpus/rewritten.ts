import type { LabelledDocument } from '@cloze/mlm/augmentation'
import type { DocumentWriter } from '../../../packages/cloze/src/output/document-writers.ts'

/** All that is written of records, each followed by a copy with the text that `copy` gives, if any. */
export async function rewritten(
  form: DocumentWriter,
  records: AsyncIterable<LabelledDocument>,
  copy?: (text: string) => string,
): Promise<string> {
  const texts: string[] = []
  for await (const document of records) {
    const copies = copy ? [{ ...document, text: copy(document.text) }] : []
    texts.push(form.write([document, ...copies]))
  }
  return `${texts.join('')}${form.end()}`
}
