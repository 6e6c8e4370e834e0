import { type JsonLocation, readAll } from '../format/component.ts'
import { byteFallback, byteLevel } from './bytes.ts'
import { bpe, ctc, fuse, metaspace, replace, strip, wordPiece } from './text.ts'

const decoders = [byteLevel, wordPiece, metaspace, bpe, ctc, replace, fuse, strip, byteFallback]

/** The decoder of a tokenizer.json as a whole; without one, tokens are joined by spaces. */
export function readDecoder(json: unknown, location: JsonLocation): (tokens: readonly string[]) => string {
  const all = readAll(decoders, json, 'decoders', location)
  if (json === null || json === undefined) return (tokens) => tokens.join(' ')
  return (tokens) => all.reduce((made, decode) => decode(made), tokens).join('')
}
