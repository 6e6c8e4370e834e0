import { CorpusError } from '../errors.ts'

/**
 * The text that `bytes` are in UTF-8, without a byte-order mark.
 * @throws CorpusError that names the file and its first byte that can't be text
 */
export function decodeText(bytes: Uint8Array, fileName: string): string {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff]))
    throw new CorpusError(`${fileName}: UTF-16, as its first two bytes say; save it as UTF-8`)
  const binary = bytes.indexOf(0)
  if (binary >= 0)
    throw new CorpusError(
      `${fileName}: a binary file: byte ${grouped(binary)} is NUL; a corpus is text in UTF-8`,
    )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const bad = firstBadByte(bytes)
    if (bad === undefined) throw error
    const shown = Array.from(bytes.subarray(bad, bad + 2), hexadecimal).join(' ')
    throw new CorpusError(`${fileName}: not UTF-8 at byte ${grouped(bad)} (${shown}); save it as UTF-8`)
  }
}

const replacement = [0xef, 0xbf, 0xbd]

/** Where a lenient decoder puts the first U+FFFD that the bytes themselves don't spell. */
function firstBadByte(bytes: Uint8Array): number | undefined {
  const parts = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\uFFFD')
  const encoder = new TextEncoder()
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
const grouped = (count: number) => count.toLocaleString('en-US')
