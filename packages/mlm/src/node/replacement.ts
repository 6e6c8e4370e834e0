/**
 * Several files of a folder replaced as one, other files left alone.
 *
 * The folder itself can't be swapped for another: it may hold what is not ours, be where a disk is mounted, or be a link. So
 * the new files are first written, to the disk, in a folder inside it with a journal of their names. Renaming that folder to
 * `.cloze-saved` is the moment at which all of them count: whoever reads through this module finds them there from then on,
 * and whoever writes next moves what a killed process has not. The old files wait there too for the new ones to be in their
 * places. If one can't be, every step is undone, and renaming `.cloze-saved` away is the moment at which the old ones count
 * again. The last file goes first and comes last, so that other programs never see a mix of old and new that looks whole.
 */
import { mkdir, open, readdir, rename, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { hasCode, ifExists, OutputError, reasonOf } from './errors.ts'
import { makeFolder } from './folders.ts'
import { isThere, JOURNAL, type Journal, journalIn, journalOf, pathsOf, removeWithLinked } from './journal.ts'
import { processName, runningProcess } from './processes.ts'
import { isLeftOver, temporaryPathIn } from './temporary.ts'

const SAVED = '.cloze-saved'

/** Which process moves the files: a name that only one can change for its own. */
const OWNER = 'owner-'
const own = `${OWNER}${processName(process.pid)}`

/** How long in milliseconds another process is waited for, which has only to rename what it saved. */
const PATIENCE = 2000
const PAUSE = 50

/** Another process is just replacing the files of this folder. */
class BusyError extends OutputError {}

export function replacement(path: string) {
  const saved = join(path, SAVED)

  /** Where a file is to be read. */
  async function pathOf(name: string): Promise<string> {
    const entries = (await journalIn(saved)) ?? []
    const number = entries.findIndex((entry) => entry.name === name)
    const entry = entries[number]
    if (entry === undefined) return join(path, name)
    const { fresh, target } = pathsOf(path, saved, entry, number)
    return entry.removed || (await isThere(fresh)) ? fresh : target
  }

  /** Moves to their names the files that a killed process has not. @throws BusyError while a process does that */
  async function recover(): Promise<void> {
    const found = await ifExists(readdir(saved))
    if (found === undefined) return
    if (!found.includes(JOURNAL)) {
      await (found.length === 0 ? ifExists(rmdir(saved)) : putAway())
      return
    }
    const owner = found.find((name) => name.startsWith(OWNER))
    if (owner !== undefined && owner !== own) {
      const pid = runningProcess(owner.slice(OWNER.length))
      if (pid !== undefined)
        throw new BusyError(`${path}: another process (${pid}) is writing there; wait for it, or end it`)
      const isOurs = await renameIfThere(join(saved, owner), join(saved, own))
      if (!isOurs) return recover() // another was first
    }
    const entries = await journalIn(saved)
    if (entries) await moveIn(entries)
  }

  async function moveIn(entries: Journal): Promise<void> {
    const moves = entries.map((entry, number) => pathsOf(path, saved, entry, number))
    const made: (() => Promise<void>)[] = []
    try {
      for (const { removed, fresh, target, old } of [...moves.slice(-1), ...moves.slice(0, -1)])
        if (removed || (await isThere(fresh))) await renameIfThere(target, old)
      for (const { removed, fresh, target } of moves) {
        if (removed || !(await isThere(fresh))) continue
        made.push(await makeFolder(dirname(target)))
        await rename(fresh, target)
      }
      await putAway()
    } catch (error) {
      await moveBack(moves, made).catch(() => {
        throw new OutputError(
          `${path}: the new files are saved, but not in their places (${reasonOf(error) ?? String(error)}): they are in ${SAVED}, where cloze reads them, and moves them when it next writes there`,
          { cause: error },
        )
      })
      throw error
    }
  }

  /** Until its end, a reader still finds the new files: none is lost on the way. */
  async function moveBack(
    moves: readonly ReturnType<typeof pathsOf>[],
    made: readonly (() => Promise<void>)[],
  ): Promise<void> {
    for (const { removed, fresh, target, old } of moves) {
      if (!removed && !(await isThere(fresh))) await renameIfThere(target, fresh)
      await renameIfThere(old, target)
    }
    for (const cleanup of [...made].reverse()) await cleanup()
    await putAway()
  }

  /** At once, by a name; what is not removed then, the next process removes. */
  async function putAway(): Promise<void> {
    const waste = temporaryPathIn(path)
    try {
      if (await renameIfThere(saved, waste.path)) await removeWithLinked(waste.path).catch(() => {})
    } finally {
      waste.release()
    }
  }

  async function replace(files: ReadonlyMap<string, Uint8Array | undefined>): Promise<void> {
    await patiently(recover)
    const cleanup = await makeFolder(path)
    const staging = temporaryPathIn(path)
    const holds = [staging]
    try {
      await removeLeftOver(path)
      await mkdir(staging.path)
      const entries = await journalOf(path, files, (folder) => {
        const beside = temporaryPathIn(folder, 'new')
        holds.push(beside)
        return beside.path
      })
      await writeFile(join(staging.path, own), '')
      await writeFile(join(staging.path, JOURNAL), JSON.stringify(entries), { flush: true })
      for (const [number, entry] of entries.entries()) {
        const bytes = files.get(entry.name)
        const { fresh } = pathsOf(path, staging.path, entry, number)
        if (bytes) await writeFile(fresh, bytes, { flush: true })
        if (entry.linked) await flushFolder(dirname(fresh))
      }
      await flushFolder(staging.path)
      for (const beside of holds.slice(1)) beside.release() // a signal must not take them once they count
      await patiently(async () => {
        await recover()
        await rename(staging.path, saved)
      })
    } catch (error) {
      await removeWithLinked(staging.path).then(cleanup, () => {}) // the first error is the one to tell
      throw error
    } finally {
      for (const hold of holds) hold.release()
    }
    await flushFolder(path)
    await recover()
    await flushFolder(path)
  }

  return { recover, pathOf, replace }
}

/** Tries again while another process is there. */
async function patiently(body: () => Promise<void>): Promise<void> {
  for (const start = performance.now(); ; await setTimeout(PAUSE))
    try {
      return await body()
    } catch (error) {
      const isBusy = error instanceof BusyError || hasCode(error, 'ENOTEMPTY', 'EEXIST')
      if (!isBusy || performance.now() - start > PATIENCE) throw error
    }
}

/** @returns whether there was something */
async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    return false
  }
}

/** Where old files waited before they did in `.cloze-saved`. */
const FORMER = '.cloze-replaced'

/** What killed processes have left, which would only take room. */
async function removeLeftOver(path: string): Promise<void> {
  for (const name of await readdir(path))
    if (isLeftOver(name) || name === FORMER) await removeWithLinked(join(path, name))
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
