/** What stands around texts, and the ids of the tokens that do. */

/** The ids of the special tokens. */
export interface SpecialIds {
  readonly pad: number
  readonly unk: number
  readonly cls: number
  readonly sep: number
  readonly mask: number
}

/** What stands around texts: `[CLS] A [SEP]`, or `[CLS] A [SEP] B [SEP]`. */
export interface Template {
  readonly single: readonly TemplateItem[]
  readonly pair: readonly TemplateItem[]
}

/** A special token by its id, or one of the texts; either with the segment that it counts to. */
export type TemplateItem =
  | { readonly id: number; readonly typeId: number }
  | { readonly text: 'A' | 'B'; readonly typeId: number }

/** BERT's template. */
export const bertTemplate = ({ cls, sep }: Pick<SpecialIds, 'cls' | 'sep'>): Template => {
  const single: TemplateItem[] = [
    { id: cls, typeId: 0 },
    { text: 'A', typeId: 0 },
    { id: sep, typeId: 0 },
  ]
  return { single, pair: [...single, { text: 'B', typeId: 1 }, { id: sep, typeId: 1 }] }
}

/** What `Tokenizer.sequence` does. */
export function sequenceBy({ single }: Template): (ids: Int32Array, maxLength: number) => Int32Array {
  const text = single.findIndex((item) => 'text' in item)
  const idsOf = (items: readonly TemplateItem[]) => items.flatMap((item) => ('id' in item ? item.id : []))
  const before = idsOf(single.slice(0, text))
  const after = idsOf(single.slice(text + 1))
  return (inner, maxLength) => {
    const maxTokens = maxLength - before.length - after.length
    if (!(maxTokens >= 0)) throw new RangeError(`sequence: [CLS] and [SEP] don't fit in ${maxLength}`)
    return Int32Array.from([...before, ...inner.subarray(0, maxTokens), ...after])
  }
}
