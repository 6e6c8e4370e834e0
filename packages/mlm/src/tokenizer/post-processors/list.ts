import * as z from 'zod'
import { flatten, inside, type JsonLocation, parsed, refused } from '../format/component.ts'
import { bertTemplate, type SpecialIds, type Template, type TemplateItem } from '../format/template.ts'
import { byteLevelShape } from '../pre-tokenizers/pieces.ts'
import type { Offsets } from '../text/offsets.ts'
import { type TokenSpan, trimOffsets } from './trim.ts'

const item = z.union([
  z.strictObject({
    SpecialToken: z.strictObject({ id: z.string(), type_id: z.int().nonnegative().default(0) }),
  }),
  z.strictObject({
    Sequence: z.strictObject({ id: z.enum(['A', 'B']), type_id: z.int().nonnegative().default(0) }),
  }),
])
const templates = z.strictObject({
  type: z.literal('TemplateProcessing'),
  single: z.array(item),
  pair: z.array(item),
  special_tokens: z
    .record(
      z.string(),
      z.strictObject({
        id: z.string().optional(),
        ids: z.array(z.int().nonnegative()),
        tokens: z.array(z.string()).optional(),
      }),
    )
    .default({}),
})
const end = z.tuple([z.string(), z.int().nonnegative()])
const bert = z.strictObject({ type: z.literal('BertProcessing'), sep: end, cls: end })
const roberta = z.strictObject({
  type: z.literal('RobertaProcessing'),
  sep: end,
  cls: end,
  trim_offsets: z.boolean(),
  add_prefix_space: z.boolean(),
})
const byteLevel = z.strictObject({ type: z.literal('ByteLevel'), ...byteLevelShape })

const postProcessor = z.discriminatedUnion('type', [templates, bert, roberta, byteLevel])
const types = postProcessor.options.map((option) => option.shape.type.value)

/** The post-processors of a tokenizer.json, in order. */
const readPostProcessors = (json: unknown, location: JsonLocation) =>
  flatten(json, 'processors', location).map(({ type, json, location }) => {
    if (!types.some((known) => known === type))
      throw refused(inside(location, 'type'), ` is ${JSON.stringify(type)}; it should be ${types.join(', ')}`)
    return { location, processor: parsed(postProcessor, json, location) }
  })

/** What takes spaces out of the offsets of a text's tokens, in order. */
export const trimmers = (
  json: unknown,
  location: JsonLocation,
): ((text: string, tokens: readonly TokenSpan[]) => Offsets[])[] =>
  readPostProcessors(json, location).flatMap(({ processor }) =>
    (processor.type === 'ByteLevel' || processor.type === 'RobertaProcessing') && processor.trim_offsets
      ? [(text, tokens) => trimOffsets(text, tokens, { addPrefixSpace: processor.add_prefix_space })]
      : [],
  )

/**
 * What a tokenizer.json puts around texts; as BERT does where it says nothing.
 * @throws TokenizerError where a single text doesn't stand between one token and another: all that reads sequences
 * counts on it
 */
export function readTemplate(json: unknown, special: SpecialIds, location: JsonLocation): Template {
  const all = readPostProcessors(json, location)
  const around = all.filter(({ processor }) => processor.type !== 'ByteLevel')
  const first = all.findIndex(({ processor }) => processor.type !== 'ByteLevel')
  for (const { processor, location } of first < 0 ? [] : all.slice(first))
    if (processor.type === 'ByteLevel' && processor.trim_offsets && processor.add_prefix_space)
      throw refused(
        location,
        ' trims offsets after tokens were put around the text; it should stand before that',
      )
  const [found, another] = around
  if (another !== undefined)
    throw refused(
      another.location,
      ` is one too many: ${found?.processor.type} puts tokens around a text already`,
    )
  if (found === undefined || found.processor.type === 'ByteLevel') return bertTemplate(special)
  const { processor } = found
  if (processor.type === 'TemplateProcessing') {
    const { single, pair, special_tokens } = processor
    const itemsOf = (items: readonly z.output<typeof item>[], key: string) =>
      items.flatMap((each, at): TemplateItem[] => {
        if ('Sequence' in each) return [{ text: each.Sequence.id, typeId: each.Sequence.type_id }]
        const { id, type_id: typeId } = each.SpecialToken
        const ids = special_tokens[id]?.ids
        if (ids === undefined)
          throw refused(
            inside(found.location, key, at, 'SpecialToken.id'),
            ` is ${JSON.stringify(id)}, which special_tokens lacks`,
          )
        return ids.map((id) => ({ id, typeId }))
      })
    return checked({ single: itemsOf(single, 'single'), pair: itemsOf(pair, 'pair') }, found.location)
  }
  const { sep, cls } = processor
  const like = bertTemplate({ cls: cls[1], sep: sep[1] })
  if (processor.type === 'BertProcessing') return like
  const last: TemplateItem = { id: sep[1], typeId: 0 }
  return { single: like.single, pair: [...like.single, last, { text: 'B', typeId: 0 }, last] }
}

function checked(template: Template, location: JsonLocation): Template {
  const [before, text, after, ...rest] = template.single
  const fits =
    before !== undefined && 'id' in before && text !== undefined && 'text' in text && text.text === 'A'
  if (!fits || after === undefined || !('id' in after) || rest.length > 0)
    throw refused(
      inside(location, 'single'),
      `a text stands between two tokens, as in [CLS] $A [SEP]; this has ${template.single.length} items`,
    )
  return template
}
