import type { BertForMaskedLM } from '@cloze/bert'
import { random } from '@cloze/tensor'
import { agreementItems } from '../corpus/grammar/agreement.ts'
import { collate } from '../data/batch.ts'
import { probabilities } from '../inference/probabilities.ts'
import { IGNORE_INDEX } from '../masking/mask.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

/** The share of `count` verbs to which a model gives their subject's number, though another noun stands nearer. */
export async function agreementAccuracy(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  count: number,
  seed: number,
): Promise<number> {
  const items = agreementItems(count, random(seed, 'agreement'))
  let right = 0
  for (let start = 0; start < items.length; start += 64) {
    const some = items.slice(start, start + 64)
    const batch = collate(
      some.map(({ words, position }, index) => {
        const ids = tokenizer.sequence(tokenizer.encode(words.join(' ')), Number.POSITIVE_INFINITY)
        const labels = new Int32Array(ids.length).fill(IGNORE_INDEX)
        labels[position + 1] = ids[position + 1] ?? 0
        return { id: start + index, inputIds: ids.with(position + 1, tokenizer.special.mask), labels }
      }),
      tokenizer.special.pad,
    )
    const rows = await probabilities(model, batch)
    some.forEach(({ correctForms, wrongForms }, row) => {
      const total = (forms: readonly string[]) =>
        forms.reduce((sum, form) => sum + (rows[row]?.[tokenizer.encode(form)[0] ?? 0] ?? 0), 0)
      if (total(correctForms) > total(wrongForms)) right += 1
    })
  }
  return right / items.length
}
