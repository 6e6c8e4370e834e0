/** Where documents go: a file that is there when all of it is, or stdout. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

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
