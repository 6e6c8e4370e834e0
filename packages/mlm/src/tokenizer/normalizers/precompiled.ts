import * as z from 'zod'
import { inside, type JsonLocation, kind, refused } from '../format/component.ts'
import { type Change, transform } from '../text/aligned.ts'
import { memoized } from '../text/memoized.ts'
import type { Normalizer } from './normalizer.ts'

/** A cluster of more bytes is looked up character by character. */
const MAX_BYTES = 5

/** SentencePiece's rules, in the form that its models hold them: a double-array trie, and what its values point to. */
export const precompiled = kind(
  'Precompiled',
  { precompiled_charsmap: z.string() },
  ({ precompiled_charsmap }, location): Normalizer => {
    const rule = rulesOf(precompiled_charsmap, inside(location, 'precompiled_charsmap'))
    const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
    return (aligned) => {
      const changes: Change[] = []
      let changed = false
      const put = (old: string, made: string | undefined): boolean => {
        if (made === undefined) return false
        changed = true
        substitute(changes, [...old].length, [...made])
        return true
      }
      for (const { segment } of clusters.segment(aligned.text)) {
        if (encoder.encode(segment).length <= MAX_BYTES && put(segment, rule(segment))) continue
        for (const character of segment) if (!put(character, rule(character))) changes.push([character, 0])
      }
      return changed ? transform(aligned, changes) : aligned
    }
  },
)

const encoder = new TextEncoder()

/** Replaces so many characters by others: what is more is beside the one before, what is less goes with the last. */
function substitute(changes: Change[], old: number, made: readonly string[]): void {
  for (const character of made) changes.push([character, 0])
  const more = made.length - old
  for (let index = Math.max(0, changes.length - Math.max(0, more)); index < changes.length; index++)
    changes[index] = [changes[index]?.[0] ?? '', 1]
  const last = changes.at(-1)
  if (more < 0 && last !== undefined) changes[changes.length - 1] = [last[0], last[1] + more]
}

function rulesOf(base64: string, location: JsonLocation): (text: string) => string | undefined {
  const bytes = decoded(base64, location)
  const view = new DataView(bytes.buffer)
  const size = bytes.length < 4 ? Number.NaN : view.getUint32(0, true)
  if (!(size >= 4 && size % 4 === 0 && size + 4 <= bytes.length))
    throw refused(location, 'not the rules of a SentencePiece model')
  const units = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + index * 4, true))
  const texts = bytes.subarray(4 + size)
  return memoized((text) => {
    const from = shortest(units, encoder.encode(text))
    if (from === undefined) return undefined
    const end = texts.indexOf(0, from)
    const made = texts.subarray(from, end < 0 ? texts.length : end)
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(made)
  })
}

/** Where the rule for the shortest beginning of a text that has one points to. */
function shortest(units: Uint32Array, text: Uint8Array): number | undefined {
  const unitAt = (index: number) => units[index] ?? 0
  const offset = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6)
  let node = offset(unitAt(0))
  for (const byte of text) {
    if (byte === 0) return undefined
    node ^= byte
    const unit = unitAt(node)
    if ((unit & 0x800000ff) >>> 0 !== byte) return undefined
    node ^= offset(unit)
    if ((unit >>> 8) & 1) return unitAt(node) & 0x7fffffff
  }
  return undefined
}

function decoded(base64: string, location: JsonLocation): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    throw refused(location, 'not base64')
  }
}
