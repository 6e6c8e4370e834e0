import { inside, type JsonLocation, refused } from '../format/component.ts'
import type { TokenizerJson } from '../format/tokenizer-json.ts'
import { bpe, type Merges } from './bpe.ts'
import type { Model } from './model.ts'
import { unigram } from './unigram.ts'
import { wordLevel } from './word-level.ts'
import { wordPiece } from './wordpiece.ts'

/**
 * The model of a tokenizer.json.
 * @param tokens by id
 * @throws TokenizerError where the parts of it don't fit each other
 */
export function readModel({ model }: TokenizerJson, tokens: readonly string[], file: string): Model {
  const location = { file, path: 'model' }
  if (model.type === 'Unigram') {
    if (model.unk_id >= model.vocab.length)
      throw refused(inside(location, 'unk_id'), ` is ${model.unk_id}; ids are 0 … ${model.vocab.length - 1}`)
    return unigram(model.vocab, { unknown: model.unk_id, byteFallback: model.byte_fallback })
  }
  const ids = new Map(Object.entries(model.vocab))
  const unknown = model.unk_token
  if (unknown !== null && unknown !== undefined && !ids.has(unknown))
    throw refused(inside(location, 'unk_token'), ` is ${JSON.stringify(unknown)}, which model.vocab lacks`)
  if (model.type === 'WordLevel') return wordLevel(ids, model.unk_token)
  if (model.type === 'WordPiece')
    return wordPiece(ids, {
      unknown: model.unk_token,
      prefix: model.continuing_subword_prefix,
      maxCharacters: model.max_input_chars_per_word,
    })
  const prefix = model.continuing_subword_prefix ?? ''
  const suffix = model.end_of_word_suffix ?? ''
  if (model.byte_fallback === true && prefix + suffix !== '')
    throw refused(
      inside(location, 'byte_fallback'),
      ' is true; it should be false beside a prefix or suffix of pieces',
    )
  return bpe(tokens, ids, {
    merges: mergesOf(model.merges, ids, prefix, inside(location, 'merges')),
    unknown: unknown ?? undefined,
    fuseUnknown: model.fuse_unk === true,
    byteFallback: model.byte_fallback === true,
    ignoreMerges: model.ignore_merges === true,
    prefix,
    suffix,
  })
}

function mergesOf(
  merges: readonly (string | readonly [string, string])[],
  ids: ReadonlyMap<string, number>,
  prefix: string,
  location: JsonLocation,
): Merges {
  const found = new Map<number, Map<number, { rank: number; id: number }>>()
  let rank = 0
  for (const [index, merge] of merges.entries()) {
    if (typeof merge === 'string' && merge.startsWith('#version')) continue
    const at = inside(location, index)
    const parts = typeof merge === 'string' ? merge.split(' ') : merge
    const [left, right] = parts
    if (left === undefined || right === undefined || parts.length !== 2)
      throw refused(at, ` is ${JSON.stringify(merge)}; it should be two tokens with a space between`)
    if (!right.startsWith(prefix)) throw refused(at, `${JSON.stringify(right)} should start with ${prefix}`)
    const idOf = (token: string): number => {
      const id = ids.get(token)
      if (id === undefined) throw refused(at, `${JSON.stringify(token)} is not in model.vocab`)
      return id
    }
    const leftId = idOf(left)
    const row = found.get(leftId) ?? new Map()
    found.set(leftId, row)
    row.set(idOf(right), { rank: rank++, id: idOf(left + right.slice(prefix.length)) })
  }
  return found
}
