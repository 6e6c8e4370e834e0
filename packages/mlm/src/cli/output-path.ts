/** Where results go, looked at before there are any. */
import { stat } from 'node:fs/promises'
import { UsageError } from './exit.ts'

/** @throws UsageError if a file is to be written where a folder is */
export async function checkOutFile(flag: string, path: string): Promise<void> {
  if (await isFolder(path)) throw new UsageError(`${flag} ${path}: is a folder; name a file`)
}

/** @throws UsageError if a folder is to be made where a file is */
export async function checkOutFolder(flag: string, path: string): Promise<void> {
  if ((await isFolder(path)) === false) throw new UsageError(`${flag} ${path}: is a file; name a folder`)
}

/** Nothing where there is nothing yet. */
const isFolder = (path: string): Promise<boolean | undefined> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  )
