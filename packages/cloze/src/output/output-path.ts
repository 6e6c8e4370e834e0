/** Where results go, looked at before there are any. */
import { rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  folderStorage,
  ifExists,
  linkTarget,
  makeFolder,
  resolveLinks,
  temporaryPathIn,
  withWriteErrors,
} from '@cloze/mlm/node'
import { Option } from '@commander-js/extra-typings'
import { UsageError } from '../terminal/exit.ts'

/** `--overwrite`: without it, what a run has made stays. */
export const overwriteFlag = () =>
  new Option('--overwrite', 'replace what an earlier run has left in the folder of --out; an error else')

/** @throws UsageError if a file is to be written where a folder is */
export async function checkOutFile(flag: string, path: string): Promise<void> {
  if (path === '') throw new UsageError(`${flag} '': name a file`)
  if (path.endsWith('/') || (await kindOf(path)) === 'folder')
    throw new UsageError(`${flag} ${path}: is a folder; name a file`)
}

/**
 * @param made the files that will be written there, and mean that an earlier run was here
 * @throws UsageError if a folder is to be made where something else is, or if one of these files is there and may not go
 * @throws OutputError if nothing can be written there
 */
export async function checkOutFolder(
  flag: string,
  path: string,
  made: readonly string[],
  overwrite: boolean | undefined,
): Promise<void> {
  if (path === '') throw new UsageError(`${flag} '': name a folder`)
  const kind = await kindOf(path)
  if (kind !== undefined && kind !== 'folder')
    throw new UsageError(`${flag} ${path}: is a ${kind}; name a folder`)
  const found = overwrite || kind === undefined ? [] : await inFolder(path, made)
  if (found.length > 0)
    throw new UsageError(
      `${flag} ${path}: there is an earlier ${found.join(', ')}; --overwrite replaces what is there, or name another folder`,
    )
  await withWriteErrors(path, () => tryWriting(path))
  if (kind !== undefined) for (const name of made) await checkTarget(flag, join(path, name))
}

/** Of a file that is to be replaced as one with others: a link to it stays, but other names of it would keep the old bytes. */
async function checkTarget(flag: string, path: string): Promise<void> {
  const found = await withWriteErrors(path, () => ifExists(stat(path)))
  if (found && !found.isFile()) throw new UsageError(`${flag}: ${path} is no file; name another folder`)
  if (found && found.nlink > 1)
    throw new UsageError(
      `${flag}: ${path} has ${found.nlink} names (hard links), and the others would keep what is in it; remove it, or name another folder`,
    )
  if ((await linkTarget(path)) !== undefined)
    await withWriteErrors(path, async () => tryWriting(dirname(await resolveLinks(path))))
}

/** Leaves no trace. */
async function tryWriting(path: string): Promise<void> {
  const cleanup = await makeFolder(path)
  const temporary = temporaryPathIn(path)
  try {
    await writeFile(temporary.path, '')
  } finally {
    await rm(temporary.path, { force: true })
    temporary.release()
    await cleanup()
  }
}

async function inFolder(path: string, names: readonly string[]): Promise<string[]> {
  const storage = folderStorage(path)
  const found: string[] = []
  for (const name of names) if (await storage.exists(name)) found.push(name)
  return found
}

/** Nothing where there is nothing yet. */
const kindOf = (path: string): Promise<'folder' | 'file' | 'device or a pipe' | undefined> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'device or a pipe'),
    () => undefined,
  )
