import { CorpusError } from '../errors.ts'
import { grouped } from './grouped.ts'

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/**
 * The text that `bytes` are in UTF-8, a byte-order mark kept; nothing if they aren't, or hold NUL, as no text does.
 * @example
 * decodeUtf8(Uint8Array.of(0xc3, 0xa9)) // 'é'
 * decodeUtf8(Uint8Array.of(0xc3)) // undefined
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return fatal.decode(bytes)
  } catch {
    return undefined
  }
}

const ADVICE = 'save it as UTF-8, or pass --skip-invalid to leave such documents out'

/**
 * Why bytes that `decodeUtf8` refuses are no text.
 * @param name of the file
 * @param start where in the file the bytes begin
 * @param advice that of a document where left out
 * @example
 * const { message } = notText(Uint8Array.of(0x61, 0xc3), 'a.txt', 0, 'save it as UTF-8')
 * message // 'a.txt: not UTF-8 at byte 1 (0xC3); save it as UTF-8'
 */
export function notText(bytes: Uint8Array, name: string, start: number, advice = ADVICE): CorpusError {
  const bad = firstBadByte(bytes)
  const binary = bytes.indexOf(0)
  if (bad === undefined || (binary >= 0 && binary < bad))
    return new CorpusError(
      `${name}: a binary file: byte ${grouped(start + binary)} is NUL, which text has not; ${advice}`,
    )
  const shown = Array.from(bytes.subarray(bad, bad + 2), hexadecimal).join(' ')
  return new CorpusError(`${name}: not UTF-8 at byte ${grouped(start + bad)} (${shown}); ${advice}`)
}

/**
 * How many bytes of the start of a file are a byte-order mark.
 * @throws CorpusError if it is that of UTF-16
 * @example
 * byteOrderMark(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 'a.txt') // 3
 */
export function byteOrderMark(bytes: Uint8Array, name: string): number {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff]))
    throw new CorpusError(`${name}: UTF-16, as its first two bytes say; save it as UTF-8`)
  return startsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0
}

const replacement = [0xef, 0xbf, 0xbd]

/** Where a lenient decoder puts the first U+FFFD that the bytes themselves don't spell. */
function firstBadByte(bytes: Uint8Array): number | undefined {
  const parts = lenient.decode(bytes).split('\uFFFD')
  let offset = 0
  for (const part of parts.slice(0, -1)) {
    offset += encoder.encode(part).length
    if (!startsWith(bytes.subarray(offset), replacement)) return offset
    offset += replacement.length
  }
  return undefined
}

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, i) => bytes[i] === byte)
const hexadecimal = (byte: number) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`
