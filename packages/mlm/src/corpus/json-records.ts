/** The records of JSON lines, and of an array in JSON. */
import { CorpusError } from '../errors.ts'
import { formatCount } from './format-count.ts'
import { jsonLayout, TEXT_FIELD, textOf } from './json-text.ts'
import { parts } from './json-value.ts'
import { itemEnd, lineEnd, segments, withoutLineEnd } from './segments.ts'
import { type Found, type Layout, type SourceRecord, withAfter } from './source-record.ts'
import { decodeUtf8, notText } from './utf8.ts'

/**
 * An object a line, its text under `field`.
 * @param name of the file, for messages
 * @returns each record, or why its line is none
 */
export const jsonLines = (
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  field: string = TEXT_FIELD,
): AsyncGenerator<SourceRecord | CorpusError> => withAfter(linesOf(chunks, name, field))

async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  field: string,
): AsyncGenerator<Found> {
  let count = 0
  let opening = ''
  let layout: Layout | undefined
  for await (const found of segments(chunks, { name, what: 'a line', endOf: lineEnd() }))
    for (const { bytes, start } of found) {
      count += 1
      const decoded = decodeUtf8(bytes)
      if (decoded === undefined) {
        yield notText(withoutLineEnd(bytes), name, start)
        continue
      }
      const mark = start === 0 && decoded.startsWith('\uFEFF') ? 1 : 0
      const line = decoded.slice(mark)
      opening += decoded.slice(0, mark)
      if (line.trim() === '') {
        if (layout) yield line
        else opening += line
        continue
      }
      layout ??= jsonLayout('lines', opening, field)
      const around = parts(line)
      const read = textOf(around.source, { field, what: 'a line', mayBeText: false })
      yield 'text' in read
        ? { layout, ...around, after: '', text: read.text }
        : new CorpusError(
            `${name}: line ${formatCount(count)}: ${read.problem}; pass --skip-invalid to leave such lines out`,
          )
    }
}

/**
 * The items of an array: objects with their text under `field`; where no field is named, strings too, which are texts.
 * @param name of the file, for messages
 * @returns each record, or why its item is none
 * @throws CorpusError where the array does not end, or more follows
 */
export const jsonArray = (
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  field?: string,
): AsyncGenerator<SourceRecord | CorpusError> => withAfter(itemsOf(chunks, name, field))

async function* itemsOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  asked: string | undefined,
): AsyncGenerator<Found> {
  const field = asked ?? TEXT_FIELD
  let layout: Layout | undefined
  let count = 0
  let closed = false
  for await (const found of segments(chunks, { name, what: 'an item', endOf: itemEnd() }))
    for (const { bytes, start } of found) {
      const text = decodeUtf8(bytes)
      if (closed) {
        if (text === undefined || text.trim() !== '')
          throw new CorpusError(
            `${name}: more follows where the array ends, at byte ${formatCount(start)}; should be one array, or JSON lines: an object a line`,
          )
        yield text
      } else if (layout === undefined) layout = jsonLayout('array', text ?? '[', field)
      else {
        const last = bytes.at(-1)
        closed = last === CLOSING
        if (!closed && last !== COMMA) throw cutOff(name)
        if (closed && count === 0 && text?.trim() === ']') continue
        count += 1
        if (text === undefined) {
          yield notText(bytes, name, start)
          continue
        }
        const around = parts(text.slice(0, -1))
        const read = textOf(around.source, { field, what: 'an item', mayBeText: asked === undefined })
        yield 'text' in read
          ? { layout, ...around, after: '', text: read.text }
          : new CorpusError(
              `${name}: item ${formatCount(count)}: ${read.problem}; pass --skip-invalid to leave such items out`,
            )
      }
    }
  if (!closed) throw cutOff(name)
}

const CLOSING = 0x5d
const COMMA = 0x2c

const cutOff = (name: string) =>
  new CorpusError(`${name}: the array is cut off: it has no closing ]; write it again, whole`)
