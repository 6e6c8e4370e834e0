import { CorpusError } from '../errors.ts'
import { joined } from './lines.ts'

/** No text in UTF-8 begins with these two bytes: the second can't begin a character. */
const magic = [0x1f, 0x8b]

/**
 * The bytes themselves, or what they hold where they are gzip's, as their first two bytes say.
 * @param name for messages
 * @throws CorpusError that names the file if the compressed bytes are damaged or cut off
 */
export async function* decompressed(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const [start, all] = await peek(chunks, ({ length }) => length >= magic.length)
  if (!magic.every((byte, i) => start[i] === byte)) {
    yield* all
    return
  }
  // What `read` fails with before the decompressor does is the file's own error, and stays as it is.
  let broken: unknown
  const stream = toStream(all, (error) => {
    broken = error
  }).pipeThrough(new DecompressionStream('gzip'))
  const reader = stream.getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } catch (error) {
    if (broken !== undefined) throw broken
    const reason = error instanceof Error ? error.message : String(error)
    throw new CorpusError(`${name}: damaged gzip: ${reason}; compress it again`, { cause: error })
  } finally {
    await reader.cancel().catch(() => {}) // an early end of reading; a failure was thrown above
  }
}

/** The first bytes, as many chunks as it takes until they are enough, and all bytes, those among them. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  enough: (start: Uint8Array) => boolean,
): Promise<[Uint8Array, AsyncGenerator<Uint8Array>]> {
  const rest = chunks[Symbol.asyncIterator]()
  let start: Uint8Array = new Uint8Array()
  while (!enough(start)) {
    const { value, done } = await rest.next()
    if (done) break
    start = start.length === 0 ? value : joined([start, value])
  }
  async function* all() {
    try {
      if (start.length > 0) yield start
      yield* { [Symbol.asyncIterator]: () => rest }
    } finally {
      await rest.return?.()
    }
  }
  return [start, all()]
}

function toStream(
  chunks: AsyncIterable<Uint8Array>,
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const from = chunks[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value, done } = await from.next()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        onError(error)
        controller.error(error)
      }
    },
    cancel: async () => {
      await from.return?.()
    },
  })
}
