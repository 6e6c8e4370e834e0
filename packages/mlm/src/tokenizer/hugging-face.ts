import { TokenizerError } from '../errors.ts'
import { type Aligned, align } from './aligned.ts'
import type { Added } from './assemble.ts'
import { flatten } from './components.ts'
import { type Library, openLibrary } from './library.ts'
import { forLibrary } from './library-json.ts'
import { pieceEnds } from './piece-ends.ts'
import { sectionsOf } from './special.ts'
import { type Offsets, type SpecialIds, sequenceBy, type Template, type Tokenizer } from './tokenizer.ts'
import type { TokenizerConfig, TokenizerJson } from './tokenizer-json.ts'
import { unitsOf } from './units.ts'
import { CONTINUING } from './wordpiece.ts'

/** What a tokenizer.json says, read and checked. */
export interface HuggingFaceParts {
  readonly json: TokenizerJson
  readonly config: TokenizerConfig | undefined
  readonly tokens: readonly string[]
  readonly special: SpecialIds
  readonly template: Template
  files(): ReturnType<Tokenizer['files']>
}

/**
 * Any tokenizer.json, through @huggingface/tokenizers: its normalizer, pre-tokenizer, model and decoder. Where tokens
 * come from, which that library does not know, is found by laying what each stage gives beside what it got.
 * @throws TokenizerError where the library can't be made from it
 */
export function huggingFace(parts: HuggingFaceParts, file: string): Tokenizer {
  const { json, tokens, special, template } = parts
  const library = open(parts, file)
  const { normalizer, pre_tokenizer: preTokenizer, model } = library
  const normalise = (text: string) => (normalizer === null ? text : normalizer.normalize(text))
  const units = unitsOf(json)
  const ends = pieceEnds(json)
  const trims = flatten(json.post_processor, 'post_processor').some(
    ({ type, trim_offsets }) => /^(?:ByteLevel|RobertaProcessing)$/.test(type) && trim_offsets !== false,
  )

  const raw = json.added_tokens.filter(
    ({ special, normalized = !special }) => !normalized || normalizer === null,
  )
  const normal = json.added_tokens.filter((token) => !raw.includes(token))
  const idOf = new Map<string, number>(json.added_tokens.map(({ content, id }) => [content, id]))
  for (const { content, id } of normal) idOf.set(normalise(content), id)
  const rawSections = stripping(raw)
  const normalSections = stripping(normal.map((each) => ({ ...each, content: normalise(each.content) })))
  const specials = new Set(json.added_tokens.filter((each) => each.special).map(({ id }) => id))

  /** The ids of one word, and the strings of its tokens. */
  const tokensOf = (word: string) =>
    model._call([word]).map((token) => ({
      token,
      id: idOf.get(token) ?? model.tokens_to_ids.get(token) ?? special.unk,
    }))
  const split = metaspaceSplit(json)
  const wordsOf = (text: string, section: number): readonly string[] =>
    preTokenizer === null
      ? [text]
      : preTokenizer.pre_tokenize(text, { section_index: section }).flatMap(split)

  /** The ids of each word, or added token. */
  function* wordsIn(text: string): Generator<readonly number[]> {
    for (const [number, section] of rawSections(text).entries()) {
      if (section.whole) yield [idOf.get(section.content) ?? special.unk]
      else
        for (const inner of normalSections(normalise(section.text)))
          if (inner.whole) yield [idOf.get(inner.content) ?? special.unk]
          else for (const word of wordsOf(inner.text, number)) yield tokensOf(word).map(({ id }) => id)
    }
  }

  /** Where each of the same tokens comes from. */
  function* placesIn(text: string): Generator<Offsets> {
    for (const [number, { whole, start, text: part }] of rawSections(text).entries()) {
      if (whole) {
        const [first, last] = trims
          ? [part.length - part.trimStart().length, part.trimEnd().length]
          : [0, part.length]
        yield [start + first, start + last]
        continue
      }
      const aligned = align(part, normalise)
      const originIn = (from: number, to: number): Offsets => {
        const found = originOf(aligned, from, to)
        const [first, last] = trims ? trimmed(part, found) : found
        return [start + first, start + last]
      }
      for (const inner of normalSections(aligned.text)) {
        if (inner.whole) {
          yield originIn(inner.start, inner.start + inner.text.length)
          continue
        }
        const placesOf = units(inner.text)
        for (const word of wordsOf(inner.text, number)) {
          const places = placesOf(word)
          const stops = ends(
            word,
            tokensOf(word).map(({ token }) => token),
          )
          for (const [piece, to] of stops.entries()) {
            const from = stops[piece - 1] ?? 0
            const first = places[Math.min(from, places.length - 1)] ?? [0, 0]
            const last = places[Math.max(from, to - 1)] ?? first
            yield originIn(inner.start + first[0], inner.start + last[1])
          }
        }
      }
    }
  }

  return {
    vocabularySize: tokens.length,
    special,
    template,
    marksWords:
      json.model.type === 'WordLevel' ||
      (json.model.type === 'WordPiece' && json.model.continuing_subword_prefix === CONTINUING),
    pieces: (text) => {
      const words = [...wordsIn(text)]
      let offsets: readonly Offsets[] | undefined
      return {
        ids: Int32Array.from(words.flat()),
        wordIds: Int32Array.from(words.flatMap((word, number) => word.map(() => number))),
        // Found only where they are asked for: that takes several times as long.
        get offsets() {
          offsets ??= [...placesIn(text)]
          return offsets
        },
      }
    },
    encode: (text) => Int32Array.from([...wordsIn(text)].flat()),
    sequence: sequenceBy(template),
    decode: (ids, { keepSpecial = false } = {}) => {
      const kept = Array.from(ids).filter((id) => keepSpecial || !specials.has(id))
      return kept.length === 0 ? '' : library.decode(kept)
    },
    token: (id) => {
      const found = tokens[id]
      if (found === undefined) throw new RangeError(`token: no id ${id}: ids are 0 … ${tokens.length - 1}`)
      return found
    },
    files: parts.files,
  }
}

function originOf({ starts, ends }: Aligned, from: number, to: number): Offsets {
  const start = starts[from] ?? ends.at(-1) ?? 0
  return [start, to > from ? (ends[to - 1] ?? start) : start]
}

/** The library cleans up decoded text unless told otherwise. */
function open({ json, config }: HuggingFaceParts, file: string): Library {
  try {
    return openLibrary(forLibrary(json), {
      ...config,
      clean_up_tokenization_spaces: config?.clean_up_tokenization_spaces ?? false,
    })
  } catch (error) {
    throw new TokenizerError(`${file}: can't be used: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

/** Metaspace begins a word at each sign for a space, which the library leaves to the model. */
function metaspaceSplit({ pre_tokenizer }: TokenizerJson): (word: string) => string | string[] {
  const found = flatten(pre_tokenizer, 'pre_tokenizer').find(({ type }) => type === 'Metaspace')
  if (found === undefined || found.split === false) return (word) => word
  const sign = String(found.replacement ?? '▁')
  return (word) => word.split(new RegExp(`(?=${sign.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')})`, 'u'))
}

type Strips = Added & { readonly lstrip: boolean; readonly rstrip: boolean }

/** As `sectionsOf`, but a token takes the spaces before or after it where it says so (RoBERTa's `<mask>` does). */
function stripping(added: readonly Strips[]) {
  const split = sectionsOf(added.map(({ content }) => content))
  const byContent = new Map(added.map((each) => [each.content, each]))
  return (text: string) => {
    const sections = split(text).map((section) => ({ ...section, content: section.text }))
    sections.forEach((section, place) => {
      const strips = section.whole ? byContent.get(section.content) : undefined
      const before = sections[place - 1]
      const after = sections[place + 1]
      if (strips?.lstrip && before && !before.whole) {
        const kept = before.text.trimEnd()
        section.start -= before.text.length - kept.length
        section.text = before.text.slice(kept.length) + section.text
        before.text = kept
      }
      if (strips?.rstrip && after && !after.whole) {
        const kept = after.text.trimStart()
        const taken = after.text.length - kept.length
        section.text += after.text.slice(0, taken)
        after.start += taken
        after.text = kept
      }
    })
    return sections.filter(({ text }) => text !== '')
  }
}

/** Without the spaces at both ends: an empty place at the end of what is nothing else. */
function trimmed(text: string, [start, end]: Offsets): Offsets {
  let first = start
  let last = end
  while (first < last && text[first] === ' ') first++
  while (last > first && text[last - 1] === ' ') last--
  return [first, last]
}
