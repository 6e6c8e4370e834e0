/** Disks that are read-only, or full, where they can be mounted. */
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export interface Mounted extends AsyncDisposable {
  readonly path: string
}

/** @param options of tmpfs, such as `ro` or `size=64k` @returns why not, where mounting is not allowed */
export async function mounted(path: string, options: string): Promise<Mounted | string> {
  await mkdir(path)
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path])
  } catch (error) {
    return `nothing can be mounted: ${reason(error)}`
  }
  return { path, [Symbol.asyncDispose]: async () => void (await execute('umount', [path])) }
}

/** In the words of `mount`, if it was there to say any. */
function reason(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return said === '' ? String(error) : said
}

/** Takes all the room that a disk has, in files of a page each. */
export async function fill({ path }: Mounted): Promise<void> {
  for (let number = 0; ; number++)
    try {
      await writeFile(join(path, `.fill-${number}`), new Uint8Array(4096))
    } catch {
      return
    }
}
