import { gzipSync } from 'node:zlib'
import { type CorpusFile, type ReadOptions, readDocuments } from '@cloze/mlm/corpus'
import { fc } from '@fast-check/vitest'

export const encoded = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Where to cut bytes into chunks, as shares of their length. */
export const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

/** A file in memory, its bytes in chunks. */
export function file(name: string, content: Uint8Array | string, at: readonly number[] = []): CorpusFile {
  const bytes = typeof content === 'string' ? encoded(content) : content
  const offsets = [0, ...at.map((share) => Math.floor(share * bytes.length)), bytes.length].sort(
    (a, b) => a - b,
  )
  return {
    name,
    async *open() {
      for (const [index, offset] of offsets.entries()) yield bytes.subarray(offset, offsets[index + 1])
    },
  }
}

/** A file whose every byte is a chunk. */
export const byteByByte = (name: string, bytes: Uint8Array): CorpusFile => ({
  name,
  async *open() {
    for (const byte of bytes) yield Uint8Array.of(byte)
  },
})

export const zipped = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes))

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

/** All that a reading gives: its documents, and what was left out. */
export async function reading(...[files, options]: Parameters<typeof readDocuments>) {
  const left: string[] = []
  const documents = await all(
    readDocuments(files, { ...options, onInvalid: ({ message }) => left.push(message) }),
  )
  return { documents, left }
}

export const read = (content: Uint8Array | string, options?: ReadOptions, name = 'a.txt') =>
  all(readDocuments([file(name, content)], options))

/** Text with all that makes lines and characters of several bytes. */
export const texts = fc
  .array(
    fc.constantFrom('a', 'cat', 'é', '中文', '😀', ' ', '\t', '\n', '\r', '\r\n', '\n\n', '\uFEFF', '\u2028'),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

/** Such text with bytes in it that are none of UTF-8. */
export const brokenBytes = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: texts.map(encoded) },
      {
        weight: 1,
        arbitrary: fc.constantFrom([0xff], [0xc3], [0xe4, 0xb8], [0]).map((bytes) => Uint8Array.from(bytes)),
      },
    ),
    { maxLength: 6 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))
