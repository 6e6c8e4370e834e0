/** A folder in memory. */
export function memory() {
  const files = new Map<string, Uint8Array>()
  return {
    files,
    read: async (name: string) => files.get(name) ?? Promise.reject(new Error(`no ${name}`)),
    write: async (name: string, bytes: Uint8Array) => void files.set(name, bytes),
  }
}
