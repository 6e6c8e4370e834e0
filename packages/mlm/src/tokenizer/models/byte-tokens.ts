const encoder = new TextEncoder()

/**
 * What spells a text that a vocabulary doesn't have in bytes, `<0x00>` … `<0xFF>`.
 * @returns undefined where the vocabulary lacks one of them
 */
export function byteTokens(
  ids: ReadonlyMap<string, number>,
): (text: string) => readonly { readonly id: number; readonly value: string }[] | undefined {
  return (text) => {
    const found: { id: number; value: string }[] = []
    for (const byte of encoder.encode(text)) {
      const value = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`
      const id = ids.get(value)
      if (id === undefined) return undefined
      found.push({ id, value })
    }
    return found
  }
}
