import type { LabelledDocument } from '@cloze/mlm/augmentation'
import type { WrittenForm } from '../../../packages/cloze/src/output/written-form.ts'

/** All that is written of records, each followed by a copy with the text that `copy` gives, if any. */
export async function rewritten(
  form: WrittenForm,
  records: AsyncIterable<LabelledDocument>,
  copy?: (text: string) => string,
): Promise<string> {
  const texts: string[] = []
  for await (const document of records) {
    const copies = copy ? [{ ...document, text: copy(document.text) }] : []
    texts.push(form.family([document, ...copies]))
  }
  return `${texts.join('')}${form.end()}`
}
