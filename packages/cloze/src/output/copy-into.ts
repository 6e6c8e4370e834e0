import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Bytes that are copied at a time. */
const CHUNK = 2 ** 20

/**
 * Makes what is in the file `to` the same as in `from`; it stays the same file. What goes beyond its end is written first:
 * where the disk has no room for that, the file is as it was.
 */
export async function copyInto(from: string, to: string): Promise<void> {
  const source = await open(from, 'r')
  try {
    const target = await open(to, constants.O_WRONLY)
    try {
      const [{ size }, { size: before }] = [await source.stat(), await target.stat()]
      await copyRange(source, target, before, size).catch(async (error) => {
        await target.truncate(before)
        throw error
      })
      await copyRange(source, target, 0, Math.min(before, size))
      await target.truncate(size)
      await target.sync()
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function copyRange(source: FileHandle, target: FileHandle, start: number, end: number): Promise<void> {
  const buffer = new Uint8Array(CHUNK)
  for (let at = start; at < end; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(CHUNK, end - at), at)
    if (bytesRead === 0) return
    for (let done = 0; done < bytesRead; ) {
      const { bytesWritten } = await target.write(buffer, done, bytesRead - done, at + done)
      done += bytesWritten
    }
    at += bytesRead
  }
}
