/** Folders as they are made, and where links lead. */
import { lstat, mkdir, readlink, realpath, rmdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { hasCode, ifThere } from './errors.ts'

/** As many as Linux follows. */
const MOST_LINKS = 40

/**
 * Where a path leads, past its links, whether there is something at their end or not.
 * @example
 * await followed(`${directory}/none`) === `${directory}/none` // true
 */
export async function followed(path: string, links = MOST_LINKS): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || links === 0) throw error
  }
  const target = await linkTarget(path)
  return target === undefined ? path : followed(target, links - 1)
}

/**
 * What a link names; nothing where there is no link.
 * @example
 * await linkTarget(directory) // undefined
 */
export async function linkTarget(path: string): Promise<string | undefined> {
  const found = await ifThere(lstat(path))
  return found?.isSymbolicLink() ? resolve(await realpath(dirname(path)), await readlink(path)) : undefined
}

/**
 * What takes away no folder, since none was made.
 * @example
 * await nothing() // undefined
 */
export const nothing = async () => {}

/**
 * Makes a folder and those above it.
 * @returns what takes away again those that were made, if nothing is in them
 * @example
 * const takeAway = await makeFolder(`${directory}/runs/first`)
 * await takeAway() // undefined
 */
export async function makeFolder(path: string): Promise<() => Promise<void>> {
  const made = await makeEach(resolve(await followed(path)))
  if (made.length === 0) return nothing
  return async () => {
    for (const each of made.reverse())
      try {
        await rmdir(each)
      } catch (error) {
        if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return
        throw error
      }
  }
}

/** Not by Node's `recursive`, which never ends where a folder is there in which none can be made, such as /proc. */
async function makeEach(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return []
  const above = dirname(path) === path ? [] : await makeEach(dirname(path))
  try {
    await mkdir(path)
    return [...above, path]
  } catch (error) {
    if (hasCode(error, 'EEXIST') && (await stat(path)).isDirectory()) return above // made by another meanwhile
    for (const each of above.reverse()) await rmdir(each)
    throw error
  }
}
