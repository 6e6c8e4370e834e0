import { kind } from '../format/component.ts'
import { byteLevelShape } from '../pre-tokenizers/pieces.ts'
import { charactersAsBytes } from '../text/byte-characters.ts'
import type { Decoder } from './decoder.ts'

const encoder = new TextEncoder()

/** Characters that stand for bytes are those bytes again; a token with any other is itself. */
export const byteLevel = kind(
  'ByteLevel',
  byteLevelShape,
  (): Decoder => (tokens) => {
    const bytes = tokens.flatMap((token) => charactersAsBytes(token) ?? [...encoder.encode(token)])
    return [new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes))]
  },
)

const byteToken = /^<0x(?:\+[0-9a-f]|[0-9a-f]{2})>$/i

/** Tokens `<0x00>` … `<0xFF>` in a row are a text, or a sign each where they are none. */
export const byteFallback = kind(
  'ByteFallback',
  {},
  (): Decoder => (tokens) => {
    const made: string[] = []
    let bytes: number[] = []
    const flush = () => {
      if (bytes.length > 0) for (const text of textOf(bytes)) made.push(text)
      bytes = []
    }
    for (const token of tokens)
      if (byteToken.test(token)) bytes.push(Number.parseInt(token.slice(3, 5).replace('+', ''), 16))
      else {
        flush()
        made.push(token)
      }
    flush()
    return made
  },
)

function textOf(bytes: readonly number[]): string[] {
  try {
    return [new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(Uint8Array.from(bytes))]
  } catch {
    return bytes.map(() => '\ufffd')
  }
}
