/** Where what a command writes goes: stdout, or the file that a person named. */

import { once } from 'node:events'
import { constants, createWriteStream, type Stats } from 'node:fs'
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { hasCode, makeFolder, noCleanup, temporaryPathIn, withWriteErrors } from '@cloze/mlm/node'
import { UsageError } from '../terminal/exit.ts'
import { copyInto } from './copy-into.ts'
import { type Target, targetOf } from './output-target.ts'

type Write = (text: string) => Promise<void>

/** Runs `body` with what writes to stdout. */
export const toStdout = (body: (write: Write) => Promise<void>): Promise<void> =>
  body(writerOf(process.stdout))

/**
 * Runs `body` with what writes to a file, compressed where its name ends in .gz. It takes the place of an older one, past
 * links, when `body` has ended well; else that one is as it was. What is no plain file, such as a device or a pipe, is
 * written through.
 */
export async function toFile(path: string, body: (write: Write) => Promise<void>): Promise<void> {
  const output = await withWriteErrors(path, () => openOutput(path))
  try {
    const source = new PassThrough()
    const sink = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        output.write(chunk).then(() => done(), done)
      },
    })
    const ended = withWriteErrors(path, () =>
      path.endsWith('.gz') ? pipeline(source, createGzip(), sink) : pipeline(source, sink),
    )
    ended.catch(noCleanup) // awaited below, or the reason of what `body` throws
    try {
      await body(writerOf(source, ended))
      source.end()
      await ended
    } catch (error) {
      source.destroy()
      await ended.catch(noCleanup) // so that nothing is written any more
      throw error
    }
    await withWriteErrors(path, output.keep)
  } catch (error) {
    await output.discard().catch(noCleanup) // the first error is the one to tell
    throw error
  }
}

/** How long in milliseconds work may go on before signals are looked at. */
const TURN = 50

/** What waits where a stream is full, and lets signals in. @param ended rejects if what the stream leads to fails */
function writerOf(stream: Writable, ended?: Promise<void>): Write {
  let turned = performance.now()
  const untilDrained = ended ? drainOf(stream, ended) : () => once(stream, 'drain')
  return async (text) => {
    if (!stream.write(text)) await untilDrained()
    if (performance.now() - turned < TURN) return
    await new Promise((resolve) => setImmediate(resolve))
    turned = performance.now()
  }
}

/** Listens once for all: a race with `ended` at each drain would leave something there until the end of the file. */
function drainOf(stream: Writable, ended: Promise<void>): () => Promise<void> {
  let failure: { readonly error: unknown } | undefined
  let waiting: { resolve(): void; reject(error: unknown): void } | undefined
  stream.on('drain', () => waiting?.resolve())
  ended.catch((error) => {
    failure = { error }
    waiting?.reject(error)
  })
  return () =>
    new Promise((resolve, reject) => {
      if (failure) reject(failure.error)
      else waiting = { resolve, reject }
    })
}

interface Output {
  readonly write: (chunk: Uint8Array) => Promise<void>
  readonly keep: () => Promise<void>
  readonly discard: () => Promise<void>
}

async function openOutput(path: string): Promise<Output> {
  const target = await targetOf(path)
  switch (target.kind) {
    case 'folder':
      throw new UsageError(`${path}: is a folder; name a file`)
    case 'descriptor':
      return toDescriptor(target.number)
    case 'passage':
      return through(await open(target.path, constants.O_WRONLY))
    case 'new': {
      const cleanup = await makeFolder(dirname(path))
      try {
        return await besides(target, cleanup)
      } catch (error) {
        await cleanup().catch(noCleanup)
        throw error
      }
    }
    case 'file':
      await access(target.path, constants.W_OK)
      return besides(target, noCleanup)
  }
}

const through = (file: FileHandle): Output => ({
  write: (chunk) => file.appendFile(chunk),
  keep: () => file.close(),
  discard: () => file.close(),
})

/** Not opened by its name: that would be an offset of its own in the same file, over which others would write. */
function toDescriptor(number: number): Output {
  const stream = openStream(number)
  const write = (chunk: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stream.once('error', reject)
      stream.write(chunk, (error) => {
        stream.off('error', reject)
        if (error) reject(error)
        else resolve()
      })
    })
  return { write, keep: noCleanup, discard: noCleanup }
}

function openStream(number: number): Writable {
  if (number === 1) return process.stdout
  if (number === 2) return process.stderr
  return createWriteStream('', { fd: number, autoClose: false }).on('error', noCleanup) // whoever writes is told
}

/** Written beside the file, which it then replaces; where it can't, as in a read-only folder, it is copied into the file. */
async function besides(
  target: Target & { readonly kind: 'file' | 'new' },
  cleanup: () => Promise<void>,
): Promise<Output> {
  const before = target.kind === 'file' ? target.before : undefined
  const { temporary, file, apart } = await openTemporary(dirname(target.path), before)
  const sameOwner = before === undefined || (await givenTo(file, before))
  const close = async () => {
    await file.close()
    temporary.release()
  }
  return {
    write: (chunk) => file.appendFile(chunk),
    async keep() {
      await file.sync()
      const copied = before !== undefined && (apart || !sameOwner || before.nlink > 1) // other names of it stay its names
      if (copied || !(await renamed(temporary.path, target.path, before)))
        await copyInto(temporary.path, target.path)
      await rm(temporary.path, { force: true })
      await close()
    },
    async discard() {
      await rm(temporary.path, { force: true })
      await close()
      await cleanup()
    },
  }
}

async function openTemporary(folder: string, before: Stats | undefined) {
  const inFolder = async (parent: string, apart: boolean) => {
    const temporary = temporaryPathIn(parent)
    try {
      return { temporary, apart, file: await open(temporary.path, 'wx', before && permissions(before)) }
    } catch (error) {
      temporary.release()
      throw error
    }
  }
  try {
    return await inFolder(folder, false)
  } catch (error) {
    if (before === undefined || !hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error
    return inFolder(tmpdir(), true)
  }
}

const permissions = ({ mode }: Stats): number => mode & 0o7777

/** Gives a file the mode and the owner of another; false where only the system's keeper may do that. */
async function givenTo(file: FileHandle, before: Stats): Promise<boolean> {
  const own = await file.stat()
  const { uid, gid } = before
  try {
    if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid)
    await file.chmod(permissions(before)) // after the owner, whose change may take away bits
    return true
  } catch (error) {
    if (hasCode(error, 'EPERM')) return false
    throw error
  }
}

/** False where a file is there that keeps its place, such as one that a disk is mounted on. */
async function renamed(from: string, to: string, before: Stats | undefined): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (before !== undefined && hasCode(error, 'EBUSY', 'EPERM', 'EACCES', 'EXDEV')) return false
    throw error
  }
}
