import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Storage } from '../storage.ts'
import { hasCode, reading, writing } from './errors.ts'
import { followed, makeFolder, nothing } from './folders.ts'
import { checkIsFile, isThere } from './journal.ts'
import { replacement } from './replacement.ts'
import { temporaryIn } from './temporary.ts'
import { inTurn } from './turns.ts'

/**
 * A folder of the file system, made at the first write; it goes again when the last of its files is removed.
 * @param path where it is, relative to the current directory
 * @example
 * const runs = folder(directory)
 * await runs.write('notes.txt', new TextEncoder().encode('a cloze test'))
 * await runs.exists('notes.txt') // true
 */
export function folder(path: string): Storage {
  const { settle, placeOf, replace } = replacement(path)
  /** What takes away the folders that were made. */
  let made: (() => Promise<void>)[] = []

  const alone = <Result>(named: string, body: () => Promise<Result>): Promise<Result> =>
    inTurn(path, () => writing(named, body))

  /** Runs `change` with where the file is to be, in a folder that is there; one that was made goes again if it fails. */
  const changing = (name: string, change: (place: string) => Promise<void>): Promise<void> =>
    alone(join(path, name), async () => {
      await settle()
      const place = join(path, name)
      const takeAway = await makeFolder(dirname(place))
      try {
        await change(place)
        if (takeAway !== nothing) made.push(takeAway)
      } catch (error) {
        await takeAway().catch(nothing) // the first error is the one to tell
        throw error
      }
    })

  return {
    read: async (name) => {
      try {
        return await readFile(await placeOf(name))
      } catch (error) {
        if (hasCode(error, 'EISDIR'))
          throw new Error(`${name}: is a folder, should be a file`, { cause: error })
        throw error
      }
    },
    write: (name, bytes) =>
      changing(name, async (place) => {
        await checkIsFile(place, name)
        const target = await followed(place)
        const temporary = temporaryIn(dirname(target))
        try {
          await writeFile(temporary.path, bytes, { flush: true }) // on the disk before it takes the name
          await rename(temporary.path, target)
        } catch (error) {
          await rm(temporary.path, { force: true }).catch(nothing) // the first error is the one to tell
          throw error
        } finally {
          temporary.release()
        }
      }),
    replace: (files) => alone(path, () => replace(files)),
    append: (name, bytes) =>
      changing(name, async (place) => {
        const file = await open(place, 'a')
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
        await settle()
        await rm(join(path, name), { force: true })
        for (const takeAway of made.reverse()) await takeAway()
        made = []
      }),
    exists: (name) => reading(join(path, name), async () => isThere(await placeOf(name))),
  }
}
