import * as z from 'zod'
import { TokenizerError } from '../errors.ts'

/** A normalizer, a pre-tokenizer, …: what its keys are depends on its type. */
export const component = z.looseObject({ type: z.string() })

export type Component = z.output<typeof component>

/** What @huggingface/tokenizers can do, by the key of a tokenizer.json; a Sequence holds its parts under `parts`. */
const supported = {
  normalizer: {
    parts: 'normalizers',
    types: [
      ...['BertNormalizer', 'Precompiled', 'Replace', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Strip', 'StripAccents'],
      ...['Lowercase', 'Prepend'],
    ],
  },
  pre_tokenizer: {
    parts: 'pretokenizers',
    types: [
      ...['BertPreTokenizer', 'Whitespace', 'WhitespaceSplit', 'Metaspace', 'ByteLevel', 'Split'],
      ...['Punctuation', 'Digits', 'FixedLength'],
    ],
  },
  post_processor: {
    parts: 'processors',
    types: ['TemplateProcessing', 'BertProcessing', 'RobertaProcessing', 'ByteLevel'],
  },
  decoder: {
    parts: 'decoders',
    types: [
      ...[
        'ByteLevel',
        'WordPiece',
        'Metaspace',
        'BPEDecoder',
        'CTC',
        'Replace',
        'Fuse',
        'Strip',
        'ByteFallback',
      ],
    ],
  },
} as const

type Key = keyof typeof supported

/** Of Split and Punctuation: the library would silently do something else with the others. */
const behaviors = ['Removed', 'Isolated']

/** @throws TokenizerError on a component that can't be done as Hugging Face does it */
export function checkComponents(
  json: Partial<Record<Key, Component | null | undefined>>,
  file: string,
): void {
  for (const key of ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'] as const) {
    const found = json[key]
    if (found) check(found, key, key, file)
  }
}

function check(found: Component, key: Key, path: string, file: string): void {
  const { parts, types } = supported[key]
  if (found.type === 'Sequence')
    componentsIn(found, parts, path, file).forEach((part, place) => {
      check(part, key, `${path}.${parts}.${place}`, file)
    })
  else if (!types.some((type) => type === found.type))
    throw new TokenizerError(
      `${file}: ${path}.type is ${JSON.stringify(found.type)}; it should be ${types.join(', ')}`,
    )
  else if (
    (found.type === 'Split' || found.type === 'Punctuation') &&
    typeof found.behavior === 'string' &&
    !behaviors.includes(found.behavior)
  )
    throw new TokenizerError(
      `${file}: ${path}.behavior is ${JSON.stringify(found.behavior)}; it should be ${behaviors.join(' or ')}`,
    )
}

function componentsIn(found: Component, parts: string, path: string, file: string): Component[] {
  const { success, data, error } = z.array(component).safeParse(found[parts])
  if (success) return data
  const [issue] = error.issues
  throw new TokenizerError(`${file}: ${[path, parts, ...(issue?.path ?? [])].join('.')}: ${issue?.message}`)
}

/** A component and, of a Sequence, all that is in it. */
export function flatten(found: Component | null | undefined, key: Key): Component[] {
  if (!found) return []
  if (found.type !== 'Sequence') return [found]
  return z
    .array(component)
    .parse(found[supported[key].parts])
    .flatMap((part) => flatten(part, key))
}
