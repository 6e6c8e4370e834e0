/**
 * Several files of a folder replaced as one, other files left alone.
 *
 * The folder itself can't be swapped for another: it may hold what is not ours, be where a disk is mounted, or be a link. So
 * the new files are first written, to the disk, in a folder inside it with a journal of their names. Renaming that folder to
 * `.cloze-saved` is the moment at which all of them count: whoever reads through this module finds them there from then on,
 * and whoever writes next moves what a killed process has not. The old files wait in `.cloze-replaced` for the new ones to be
 * in their places, and go back if one can't be. The last file goes first and comes last, so that other programs never see a
 * mix of old and new that looks whole.
 */
import { access, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { hasCode } from './node-errors.ts'
import { makeFolder } from './node-folders.ts'
import { isLeftOver, temporaryIn } from './node-temporary.ts'

const SAVED = '.cloze-saved'
const REPLACED = '.cloze-replaced'
const JOURNAL = 'journal.json'

/** What is to be in the place of each name: the file of that number, or nothing. */
const journalSchema = z.array(z.object({ name: z.string(), removed: z.boolean() }))

type Journal = z.output<typeof journalSchema>

export function replacement(path: string) {
  const saved = (number: number | string) => join(path, SAVED, String(number))
  const replaced = (number: number) => join(path, REPLACED, String(number))

  async function journal(): Promise<Journal | undefined> {
    const text = await readFile(saved(JOURNAL), 'utf8').catch((error) => {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined
      throw error
    })
    return text === undefined ? undefined : journalSchema.parse(JSON.parse(text))
  }

  /** Where a file is to be read. */
  async function placeOf(name: string): Promise<string> {
    const entries = await journal()
    const number = entries?.findIndex((entry) => entry.name === name) ?? -1
    if (entries?.[number]?.removed || (await isThere(saved(number)))) return saved(number)
    return join(path, name)
  }

  /** Moves into their places the files that a killed process has not. */
  async function settle(): Promise<void> {
    const entries = await journal()
    if (entries) await moveIn(entries)
  }

  async function moveIn(entries: Journal): Promise<void> {
    const numbered = [...entries.entries()]
    const last = numbered.slice(-1)
    try {
      await makeFolder(join(path, REPLACED))
      for (const [number, { name, removed }] of [...last, ...numbered.slice(0, -1)])
        if (removed || (await isThere(saved(number)))) await renameIfThere(join(path, name), replaced(number))
      for (const [number, { name, removed }] of numbered) {
        if (removed) continue
        await makeFolder(dirname(join(path, name)))
        await renameIfThere(saved(number), join(path, name))
      }
    } catch (error) {
      for (const [number, { name, removed }] of numbered) {
        if (!removed && !(await isThere(saved(number)))) await rm(join(path, name), { force: true })
        await renameIfThere(replaced(number), join(path, name))
      }
      await clear()
      throw error
    }
    await clear()
  }

  async function clear(): Promise<void> {
    await rm(join(path, SAVED), { recursive: true, force: true })
    await rm(join(path, REPLACED), { recursive: true, force: true })
  }

  async function replace(files: ReadonlyMap<string, Uint8Array | undefined>): Promise<void> {
    await settle()
    const takeAway = await makeFolder(path)
    await removeLeftOver(path)
    const staging = temporaryIn(path)
    try {
      await mkdir(staging.path)
      for (const [number, [name, bytes]] of [...files].entries()) {
        await checkIsNoFolder(join(path, name), name)
        if (bytes) await writeFile(join(staging.path, String(number)), bytes, { flush: true })
      }
      const entries: Journal = Array.from(files, ([name, bytes]) => ({ name, removed: bytes === undefined }))
      await writeFile(join(staging.path, JOURNAL), JSON.stringify(entries), { flush: true })
      await flushFolder(staging.path)
      await rename(staging.path, join(path, SAVED))
    } catch (error) {
      await rm(staging.path, { recursive: true, force: true })
      await takeAway()
      throw error
    } finally {
      staging.release()
    }
    await flushFolder(path)
    await settle()
    await flushFolder(path)
  }

  return { settle, placeOf, replace }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

async function checkIsNoFolder(place: string, name: string): Promise<void> {
  const found = await stat(place).catch(() => undefined)
  if (found?.isDirectory()) throw new Error(`${place}: is a folder; ${name} should be a file`)
}

/** What killed processes have left, which would only take room. */
async function removeLeftOver(path: string): Promise<void> {
  for (const name of await readdir(path))
    if (isLeftOver(name)) await rm(join(path, name), { recursive: true, force: true })
}

/** So that names outlive a loss of power too, where the system can do that: Windows can not. */
async function flushFolder(path: string): Promise<void> {
  const opened = await open(path, 'r').catch(() => undefined)
  try {
    await opened?.sync().catch(() => {})
  } finally {
    await opened?.close()
  }
}
