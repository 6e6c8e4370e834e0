import { CorpusError } from '../errors.ts'
import { formatCount } from './format-count.ts'
import { byteOrderMark, decodeUtf8, notText } from './utf8.ts'

/** A line without its end, or why it is no text. */
export type Line = string | CorpusError

const NEWLINE = 0x0a
const RETURN = 0x0d

/** In bytes: a longer line, or a longer document, is none that is read as one text. */
export const LONGEST = 32 * 2 ** 20

/**
 * The lines of a file, some at a time: as many as the chunks hold whole. Ends are `\n`, `\r\n` and `\r`; a byte-order
 * mark is dropped. The lines are the same however the bytes are cut into chunks.
 * @param name of the file, for messages
 * @param longest line in bytes; `LONGEST` where left out
 * @throws CorpusError if the file is UTF-16, or has a line that is longer; a line that is not UTF-8 is returned as its error
 */
export async function* lineBlocks(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  longest = LONGEST,
): AsyncGenerator<Line[]> {
  let start = 0 // of the bytes that wait for the end of their line
  let waiting: Uint8Array[] = []
  let length = 0
  const take = (last: Uint8Array): Line[] => {
    const bytes = joined([...waiting, last])
    const mark = start === 0 ? byteOrderMark(bytes, name) : 0
    const lines = decodeLines(bytes.subarray(mark), name, start + mark)
    start += bytes.length
    waiting = []
    length = 0
    return lines
  }
  for await (const chunk of chunks) {
    const end = afterLastEnd(chunk)
    if (end > 0) yield take(chunk.subarray(0, end))
    if (end < chunk.length) waiting.push(chunk.subarray(end))
    length += chunk.length - end
    if (length > longest)
      throw new CorpusError(
        `${name}: a line of more than ${formatCount(longest)} bytes at byte ${formatCount(start)}; break it into lines`,
      )
  }
  if (length > 0) yield take(new Uint8Array())
}

/** The lines of bytes that begin at `start` of their file and end where a line does. */
export function decodeLines(bytes: Uint8Array, name: string, start: number): Line[] {
  const text = decodeUtf8(bytes)
  if (text === undefined) return [...lineBytes(bytes)].map(([from, line]) => decodeLine(line, from))
  const lines = text.includes('\r') ? text.split(/\r\n?|\n/) : text.split('\n')
  if (lines.at(-1) === '') lines.pop() // what follows the last end is no line
  return lines

  function decodeLine(line: Uint8Array, from: number): Line {
    return decodeUtf8(line) ?? notText(line, name, start + from)
  }
}

/** Where each line begins, and its bytes without its end. */
function* lineBytes(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  let from = 0
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== NEWLINE && bytes[i] !== RETURN) continue
    yield [from, bytes.subarray(from, i)]
    if (bytes[i] === RETURN && bytes[i + 1] === NEWLINE) i++
    from = i + 1
  }
  if (from < bytes.length) yield [from, bytes.subarray(from)]
}

/** Past the last end of a line; a `\r` at the very end may be half of a `\r\n`, and waits. */
function afterLastEnd(chunk: Uint8Array): number {
  const last = chunk.length - 1
  return 1 + Math.max(chunk.lastIndexOf(NEWLINE), last > 0 ? chunk.lastIndexOf(RETURN, last - 1) : -1)
}

/** The bytes of all parts, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only) return only
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
