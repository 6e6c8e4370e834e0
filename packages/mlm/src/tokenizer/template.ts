import * as z from 'zod'
import { TokenizerError } from '../errors.ts'
import { flatten } from './components.ts'
import { bertTemplate, type SpecialIds, type Template, type TemplateItem } from './tokenizer.ts'
import type { TokenizerJson } from './tokenizer-json.ts'

const item = z.union([
  z.object({ SpecialToken: z.object({ id: z.string(), type_id: z.int().default(0) }) }),
  z.object({ Sequence: z.object({ id: z.enum(['A', 'B']), type_id: z.int().default(0) }) }),
])
const templates = z.object({
  single: z.array(item),
  pair: z.array(item),
  special_tokens: z.record(z.string(), z.object({ ids: z.array(z.int()) })).default({}),
})
const ends = z.object({ sep: z.tuple([z.string(), z.int()]), cls: z.tuple([z.string(), z.int()]) })

/**
 * What a tokenizer.json puts around texts; as BERT does where it says nothing.
 * @throws TokenizerError where a single text doesn't stand between one token and another: all that reads sequences
 * counts on it
 */
export function templateOf({ post_processor }: TokenizerJson, special: SpecialIds, file: string): Template {
  const found = flatten(post_processor, 'post_processor').find(({ type }) => type !== 'ByteLevel')
  if (found === undefined) return bertTemplate(special)
  const read = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> => {
    const { success, data, error } = schema.safeParse(found)
    if (success) return data
    const [issue] = error.issues
    throw new TokenizerError(
      `${file}: ${['post_processor', ...(issue?.path ?? [])].join('.')}: ${issue?.message}`,
    )
  }
  if (found.type === 'TemplateProcessing') {
    const { single, pair, special_tokens } = read(templates)
    const itemsOf = (items: readonly z.output<typeof item>[]) =>
      items.flatMap((each): TemplateItem[] =>
        'Sequence' in each
          ? [{ text: each.Sequence.id, typeId: each.Sequence.type_id }]
          : (special_tokens[each.SpecialToken.id]?.ids ?? []).map((id) => ({
              id,
              typeId: each.SpecialToken.type_id,
            })),
      )
    return checked({ single: itemsOf(single), pair: itemsOf(pair) }, file)
  }
  const { sep, cls } = read(ends)
  const bert = bertTemplate({ cls: cls[1], sep: sep[1] })
  if (found.type === 'BertProcessing') return bert
  const end: TemplateItem = { id: sep[1], typeId: 0 }
  return { single: bert.single, pair: [...bert.single, end, { text: 'B', typeId: 0 }, end] }
}

function checked(template: Template, file: string): Template {
  const [before, text, after, ...rest] = template.single
  const fits =
    before !== undefined && 'id' in before && text !== undefined && 'text' in text && text.text === 'A'
  if (!fits || after === undefined || !('id' in after) || rest.length > 0)
    throw new TokenizerError(
      `${file}: post_processor.single: a text stands between two tokens, as in [CLS] $A [SEP]; this has ${template.single.length} items`,
    )
  return template
}
