import { type JsonLocation, readAll } from '../format/component.ts'
import { bert } from './bert.ts'
import type { Normalizer } from './normalizer.ts'
import { precompiled } from './precompiled.ts'
import { strip, stripAccents } from './strip.ts'
import { byteLevel, nmt, prepend, replace } from './text.ts'
import { lowercase, normalForms } from './unicode.ts'

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
export function readNormalizer(json: unknown, location: JsonLocation): Normalizer | undefined {
  const all = readAll(normalizers, json, 'normalizers', location)
  if (all.length === 0) return undefined
  return (aligned) => all.reduce((made, normalize) => normalize(made), aligned)
}
