import { access, appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf } from './node-errors.ts'
import type { Storage } from './storage.ts'

/** Tells apart the temporary files of writes that run at once. */
let writes = 0

/**
 * A folder of the file system, made at the first write.
 * @param path where it is, relative to the current directory
 * @example
 * const { vocabularySize } = await loadTokenizer(folder('runs/grammar'))
 */
export function folder(path: string): Storage {
  return {
    read: async (name) => {
      try {
        return await readFile(join(path, name))
      } catch (error) {
        if (codeOf(error) === 'EISDIR')
          throw new Error(`${name}: is a folder, should be a file`, { cause: error })
        throw error
      }
    },
    write: async (name, bytes) => {
      const target = join(path, name)
      const temporary = `${target}.${process.pid}-${writes++}.tmp`
      await mkdir(dirname(target), { recursive: true })
      try {
        await writeFile(temporary, bytes, { flush: true }) // on the disk before it takes the name
        await rename(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    append: async (name, bytes) => {
      const target = join(path, name)
      await mkdir(dirname(target), { recursive: true })
      await appendFile(target, bytes)
    },
    remove: (name) => rm(join(path, name), { force: true }),
    exists: (name) =>
      access(join(path, name)).then(
        () => true,
        () => false,
      ),
  }
}
