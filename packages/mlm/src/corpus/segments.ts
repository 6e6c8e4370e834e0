/** A file's bytes in the segments that records are: lines, rows, items of an array. */
import { CorpusError } from '../errors.ts'
import { formatCount } from './format-count.ts'
import { joined, LONGEST } from './lines.ts'

export interface Segment {
  /** What parts it from the next one is its end. */
  readonly bytes: Uint8Array
  /** Where in the file it begins. */
  readonly start: number
}

/** From `from` on, past the last byte of the segment that goes on there; −1 where it goes on past these bytes. It remembers. */
type SegmentEnd = (bytes: Uint8Array, from: number) => number

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * The segments of a file, some at a time: as many as a chunk ends. They are the same however the bytes are cut into chunks.
 * @param what a segment is, for messages
 * @throws CorpusError on a segment of more than `longest` bytes
 */
export async function* segments(
  chunks: AsyncIterable<Uint8Array>,
  {
    name,
    what,
    endOf,
    longest = LONGEST,
  }: { name: string; what: string; endOf: SegmentEnd; longest?: number },
): AsyncGenerator<Segment[]> {
  let start = 0
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    const found: Segment[] = []
    let from = 0
    for (let end = endOf(chunk, from); end >= 0; end = endOf(chunk, from)) {
      const bytes = joined([...waiting, chunk.subarray(from, end)])
      found.push({ bytes, start })
      start += bytes.length
      from = end
      waiting = []
      length = 0
    }
    if (found.length > 0) yield found
    if (from < chunk.length) waiting.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > longest)
      throw new CorpusError(
        `${name}: ${what} of more than ${formatCount(longest)} bytes at byte ${formatCount(start)}; make several of it`,
      )
  }
  if (length > 0) yield [{ bytes: joined(waiting), start }]
}

/**
 * A line ends past `\n`, `\r\n` or `\r`.
 * @param isQuoted told of each byte, whether what follows is quoted, where lines don't end
 */
export function lineEnd(isQuoted: (byte: number) => boolean = () => false): SegmentEnd {
  let returned = false // a \r that ended a chunk may be half of a \r\n
  return (bytes, from) => {
    if (returned && from < bytes.length) {
      returned = false
      return bytes[from] === NEWLINE ? from + 1 : from
    }
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0
      if (isQuoted(byte)) continue
      if (byte === NEWLINE) return i + 1
      if (byte !== RETURN) continue
      if (i + 1 < bytes.length) return bytes[i + 1] === NEWLINE ? i + 2 : i + 1
      returned = true
    }
    return -1
  }
}

/** A row of a table is a line whose quotes are closed; they open at the start of a field. */
export function rowEnd(delimiter: string): SegmentEnd {
  const parts = [delimiter.charCodeAt(0), NEWLINE, RETURN]
  let quoted = false
  let mayOpen = true
  return lineEnd((byte) => {
    if (byte === QUOTE) {
      mayOpen = quoted || mayOpen // what closes may be half of a doubled quote
      quoted = !quoted && mayOpen
    } else if (!quoted) mayOpen = parts.includes(byte)
    return quoted
  })
}

/** The first segment ends past the bracket that opens an array, each item past its comma, the last past the closing bracket. */
export function itemEnd(): SegmentEnd {
  let depth = 0
  let quoted = false
  let escaped = false
  return (bytes, from) => {
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i]
      if (quoted) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) quoted = false
      } else if (byte === QUOTE) quoted = true
      else if (byte === 0x5b || byte === 0x7b) {
        depth += 1
        if (depth === 1) return i + 1
      } else if (byte === 0x5d || byte === 0x7d) {
        depth -= 1
        if (depth === 0) return i + 1
      } else if (byte === 0x2c && depth === 1) return i + 1
    }
    return -1
  }
}

export function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  const [last, before] = [bytes.at(-1), bytes.at(-2)]
  if (last === RETURN) return bytes.subarray(0, -1)
  return last === NEWLINE ? bytes.subarray(0, before === RETURN ? -2 : -1) : bytes
}
