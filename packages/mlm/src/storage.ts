/**
 * Named files in one folder: all that the toolkit knows of a file system, so that it also runs in a page.
 * A name may hold slashes (`checkpoints/100/config.json`). Reading what isn't there rejects.
 */
export interface Storage {
  read(name: string): Promise<Uint8Array>
  /** Replaces the whole file: a reader sees the old bytes or the new ones, never a part. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** Adds to the end of the file, and makes it if it isn't there. */
  append(name: string, bytes: Uint8Array): Promise<void>
  /** Nothing happens if it isn't there. */
  remove(name: string): Promise<void>
  exists(name: string): Promise<boolean>
}

/**
 * A folder that lives in memory, for pages and tests.
 * @example
 * const storage = memoryStorage()
 * await storage.write('notes.txt', new TextEncoder().encode('a cloze test'))
 */
export function memoryStorage(): Storage {
  const files = new Map<string, Uint8Array>()
  return {
    read: async (name) => {
      const bytes = files.get(name)
      if (bytes === undefined) throw new Error(`no file ${name} in memory`)
      return bytes.slice()
    },
    write: async (name, bytes) => {
      files.set(name, bytes.slice())
    },
    append: async (name, bytes) => {
      const before = files.get(name) ?? new Uint8Array()
      const joined = new Uint8Array(before.length + bytes.length)
      joined.set(before)
      joined.set(bytes, before.length)
      files.set(name, joined)
    },
    remove: async (name) => {
      files.delete(name)
    },
    exists: async (name) => files.has(name),
  }
}
