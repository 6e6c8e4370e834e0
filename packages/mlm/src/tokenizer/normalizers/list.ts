import type { Aligned } from '../aligned.ts'
import { type Place, readAll } from '../component.ts'
import { bert } from './bert.ts'
import { precompiled } from './precompiled.ts'
import { strip, stripAccents } from './strip.ts'
import { byteLevel, nmt, prepend, replace } from './text.ts'
import { lowercase, normalForms } from './unicode.ts'

/** Makes a text uniform. */
export type Normalizer = (aligned: Aligned) => Aligned

const normalizers = [
  bert,
  precompiled,
  replace,
  ...normalForms,
  strip,
  stripAccents,
  lowercase,
  prepend,
  nmt,
  byteLevel,
]

/** The normalizer of a tokenizer.json; none changes nothing. */
export function readNormalizer(json: unknown, place: Place): Normalizer | undefined {
  const all = readAll(normalizers, json, 'normalizers', place)
  if (all.length === 0) return undefined
  return (aligned) => all.reduce((made, normalize) => normalize(made), aligned)
}
