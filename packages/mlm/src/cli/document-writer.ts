/** Where documents go: a file that is there when all of it is, or stdout. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { LabelledDocument } from '../augmentation/records.ts'

/** How documents are written down. */
export type Writing = (documents: readonly LabelledDocument[]) => string

/** A line of JSON each, the text under the key `field`, the other fields after it. */
export const asJsonLines =
  (field: string): Writing =>
  (documents) =>
    documents.map((document) => `${JSON.stringify(jsonOf(document, field))}\n`).join('')

export const jsonOf = ({ text, fields }: LabelledDocument, field: string): Record<string, unknown> => ({
  [field]: text,
  ...fields,
})

/** With a blank line after each; one inside a document would make two of it, and goes. */
export const asText: Writing = (documents) =>
  documents.map(({ text }) => `${text.replace(/\n(?:[^\S\n]*\n)+/g, '\n')}\n\n`).join('')

/** One line each; the ends of lines inside a document become spaces. */
export const asLines: Writing = (documents) =>
  documents.map(({ text }) => `${text.replace(/\s*\n\s*/g, ' ')}\n`).join('')

/** Runs `body` with what writes to stdout. */
export const toStdout = async (body: (write: (text: string) => Promise<void>) => Promise<void>) =>
  body((text) => written(process.stdout, text))

/**
 * Runs `body` with what writes to a file, compressed where its name ends in .gz, which takes the place of an older one
 * when `body` has ended well.
 */
export async function toFile(
  path: string,
  body: (write: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await mkdir(dirname(path), { recursive: true })
  const file = createWriteStream(temporary, { flush: true })
  const gzip = path.endsWith('.gz') ? createGzip() : undefined
  const stream = gzip ?? file
  const ended = gzip ? pipeline(gzip, file) : finished(file)
  ended.catch(() => {}) // awaited below, or the reason of what `body` throws
  try {
    await body((text) => written(stream, text))
    stream.end()
    await ended
    await rename(temporary, path)
  } catch (error) {
    stream.destroy()
    file.destroy()
    await rm(temporary, { force: true })
    throw error
  }
}

async function written(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain')
}
