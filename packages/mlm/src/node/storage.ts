import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Storage } from '../storage.ts'
import { hasCode, withReadErrors, withWriteErrors } from './errors.ts'
import { makeFolder, noCleanup, resolveLinks } from './folders.ts'
import { checkIsFile, isThere } from './journal.ts'
import { enqueue } from './queue.ts'
import { replacement } from './replacement.ts'
import { temporaryPathIn } from './temporary.ts'

/**
 * A folder of the file system, made at the first write; it goes again when the last of its files is removed.
 * @param path where it is, relative to the current directory
 * @example
 * const runs = folderStorage(directory)
 * await runs.write('notes.txt', new TextEncoder().encode('a cloze test'))
 * await runs.exists('notes.txt') // true
 */
export function folderStorage(path: string): Storage {
  const { recover, pathOf, replace } = replacement(path)
  /** What takes away the folders that were made. */
  let made: (() => Promise<void>)[] = []

  const alone = <Result>(named: string, body: () => Promise<Result>): Promise<Result> =>
    enqueue(path, () => withWriteErrors(named, body))

  /** Runs `change` with where the file is to be, in a folder that is there; one that was made goes again if it fails. */
  const changing = (name: string, change: (filePath: string) => Promise<void>): Promise<void> =>
    alone(join(path, name), async () => {
      await recover()
      const filePath = join(path, name)
      const cleanup = await makeFolder(dirname(filePath))
      try {
        await change(filePath)
        if (cleanup !== noCleanup) made.push(cleanup)
      } catch (error) {
        await cleanup().catch(noCleanup) // the first error is the one to tell
        throw error
      }
    })

  return {
    read: async (name) => {
      try {
        return await readFile(await pathOf(name))
      } catch (error) {
        if (hasCode(error, 'EISDIR'))
          throw new Error(`${name}: is a folder, should be a file`, { cause: error })
        throw error
      }
    },
    write: (name, bytes) =>
      changing(name, async (filePath) => {
        await checkIsFile(filePath, name)
        const target = await resolveLinks(filePath)
        const temporary = temporaryPathIn(dirname(target))
        try {
          await writeFile(temporary.path, bytes, { flush: true }) // on the disk before it takes the name
          await rename(temporary.path, target)
        } catch (error) {
          await rm(temporary.path, { force: true }).catch(noCleanup) // the first error is the one to tell
          throw error
        } finally {
          temporary.release()
        }
      }),
    replace: (files) => alone(path, () => replace(files)),
    append: (name, bytes) =>
      changing(name, async (filePath) => {
        const file = await open(filePath, 'a')
        try {
          const before = await file.stat()
          await file.appendFile(bytes).catch(async (error) => {
            if (before.isFile()) await file.truncate(before.size)
            throw error
          })
        } finally {
          await file.close()
        }
      }),
    remove: (name) =>
      alone(join(path, name), async () => {
        await recover()
        await rm(join(path, name), { force: true })
        for (const cleanup of made.reverse()) await cleanup()
        made = []
      }),
    exists: (name) => withReadErrors(join(path, name), async () => isThere(await pathOf(name))),
  }
}
