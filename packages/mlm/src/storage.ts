/**
 * Named files in one folder: all that the toolkit knows of a file system, so that it also runs in a page.
 * A name may hold slashes (`checkpoints/100/config.json`). Reading what isn't there rejects.
 */
export interface Storage {
  /** @throws where there is no such file */
  read(name: string): Promise<Uint8Array>
  /** Replaces the whole file: a reader sees the old bytes or the new ones, never a part. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /**
   * Replaces all of these files, or, where that fails, none: the new ones are complete beside the old before any of these
   * goes. A name with `undefined` is of a file that is not to be there any more. Other files stay. The last file is the one
   * without which the others count for nothing, such as a model's `config.json`: should the process be killed in between,
   * other programs find it missing, and this storage finds the new files. So it does where they can be neither moved to
   * their places nor back, which the error says.
   */
  replace(files: ReadonlyMap<string, Uint8Array | undefined>): Promise<void>
  /** Adds to the end of the file, and makes it if it isn't there. Where that fails, the file is as it was. */
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
    replace: async (all) => {
      const copies = [...all].map(([name, bytes]) => [name, bytes?.slice()] as const) // may want for memory
      for (const [name, bytes] of copies)
        if (bytes === undefined) files.delete(name)
        else files.set(name, bytes)
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
