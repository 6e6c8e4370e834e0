import { type Component, flatten } from './components.ts'
import type { TokenizerJson } from './tokenizer-json.ts'

type Part = { readonly type: string; readonly [key: string]: unknown }

/**
 * A tokenizer.json as @huggingface/tokenizers 0.2 wants it: every key there, if only as null, and in place of what it
 * does otherwise than Hugging Face's own tokenizers, what makes it do the same.
 */
export function forLibrary(json: TokenizerJson): object {
  const { normalizer, pre_tokenizer, post_processor = null, decoder = null } = json
  const sequence = (key: string, parts: readonly Part[]) =>
    parts.length === 0 ? null : parts.length === 1 ? parts[0] : { type: 'Sequence', [key]: parts }
  return {
    ...json,
    normalizer: sequence('normalizers', flatten(normalizer, 'normalizer').flatMap(normalizerParts)),
    pre_tokenizer: sequence(
      'pretokenizers',
      flatten(pre_tokenizer, 'pre_tokenizer').flatMap(preTokenizerParts),
    ),
    post_processor,
    decoder,
  }
}

/** JavaScript makes the last sigma of a word ς. */
const sigma: Part = { type: 'Replace', pattern: { String: 'Σ' }, content: 'σ' }

/** The library sees UTF-16 units, so no ideograph above U+FFFF. */
const astralIdeographs: Part = {
  type: 'Replace',
  pattern: {
    Regex:
      '[\\x{20000}-\\x{2A6DF}\\x{2A700}-\\x{2B73F}\\x{2B740}-\\x{2B81F}\\x{2B820}-\\x{2CEAF}\\x{2F800}-\\x{2FA1F}]',
  },
  content: ' $& ',
}

function normalizerParts(part: Component): Part[] {
  if (part.type === 'Lowercase') return [sigma, part]
  if (part.type !== 'BertNormalizer') return [part]
  return [
    ...(part.lowercase === true ? [sigma] : []),
    ...(part.handle_chinese_chars === true ? [astralIdeographs] : []),
    part,
  ]
}

/** In a pattern of Split, letters and spaces are those that Hugging Face means. */
const words = (pattern: string): Part => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Removed',
  invert: true,
})

/** How GPT-2 splits text. */
const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

function preTokenizerParts(part: Component): Part[] {
  // Its letters are those of ASCII. The two joiners are parts of words to Hugging Face.
  if (part.type === 'Whitespace') return [words('[\\w\\x{200C}\\x{200D}]+|[^\\w\\s\\x{200C}\\x{200D}]+')]
  // U+FEFF counts as a space.
  if (part.type === 'ByteLevel' && part.use_regex !== false && part.add_prefix_space === false)
    return [words(gpt2), { ...part, use_regex: false }]
  return [part]
}
