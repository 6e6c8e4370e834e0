import * as z from 'zod'
import { kind } from '../format/component.ts'
import { mapCharacters, transform } from '../text/aligned.ts'
import { lowerCase } from '../unicode/lower-case.ts'
import { normalForm } from '../unicode/normal-forms.ts'
import { classOf, memberOf } from '../unicode/sets.ts'
import type { Normalizer } from './normalizer.ts'

/** Control, format and private characters, lone surrogates, and what decoders leave for a broken byte. */
export const discarded = `\\0\\uFFFD\\p{Cs}${classOf('control')}`

/** The ideographs: eight blocks, one of them cut short as Hugging Face's tokenizers cuts it. */
export const ideographs =
  '\\u4E00-\\u9FFF\\u3400-\\u4DBF\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}\\u{2B740}-\\u{2B81F}\\u{2B920}-\\u{2CEAF}\\uF900-\\uFAFF\\u{2F800}-\\u{2FA1F}'

const isDiscarded = new RegExp(`^[${discarded}]`, 'u')
const isIdeograph = new RegExp(`^[${ideographs}]`, 'u')
const isWhite = memberOf('white')
const isAccent = memberOf('accent')

interface BertNormalizerOptions {
  readonly clean_text: boolean
  readonly handle_chinese_chars: boolean
  readonly strip_accents?: boolean | null | undefined
  readonly lowercase: boolean
}

/** BERT's: control characters gone, ideographs set apart, accents taken off, lower case; each if asked for. */
export function bertNormalizer(options: BertNormalizerOptions): Normalizer {
  const { clean_text: clean, handle_chinese_chars: apart, lowercase } = options
  const strip = options.strip_accents ?? lowercase
  const first = remembered((character) => {
    if (clean && isDiscarded.test(character)) return ''
    if (clean && isWhite(character)) return ' '
    return apart && isIdeograph.test(character) ? ` ${character} ` : character
  })
  const last = remembered((character) => {
    if (strip && isAccent(character)) return ''
    return lowercase ? lowerCase(character) : character
  })
  return (aligned) => {
    const cleaned = mapCharacters(aligned, first)
    const decomposed = strip ? transform(cleaned, normalForm('NFD', cleaned.text)) : cleaned
    return mapCharacters(decomposed, last)
  }
}

function remembered(become: (character: string) => string): (character: string) => string {
  const known = new Map<string, string>()
  return (character) => {
    let found = known.get(character)
    if (found === undefined) {
      found = become(character)
      known.set(character, found)
    }
    return found
  }
}

export const bert = kind(
  'BertNormalizer',
  {
    clean_text: z.boolean(),
    handle_chinese_chars: z.boolean(),
    strip_accents: z.boolean().nullish(),
    lowercase: z.boolean(),
  },
  bertNormalizer,
)
