const isPrintable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
let other = 256

/**
 * GPT-2's way to write any bytes as text: a byte that is a printable character of Latin-1 is written as that, the others
 * in turn as the characters from U+0100 on.
 */
const characters: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCharCode(isPrintable(byte) ? byte : other++),
)
const bytes: ReadonlyMap<string, number> = new Map(characters.map((character, byte) => [character, byte]))

const encoder = new TextEncoder()

/**
 * A text with each byte of it written as a character.
 * @example
 * bytesAsCharacters(' é') // 'ĠÃ©'
 */
export const bytesAsCharacters = (text: string): string => {
  const alone = text.length === 1 && text.charCodeAt(0) < 0x80 ? characters[text.charCodeAt(0)] : undefined
  if (alone !== undefined) return alone
  let made = ''
  for (const byte of encoder.encode(text)) made += characters[byte]
  return made
}

/** The bytes that a text is written for; undefined where one of its characters stands for none. */
export function charactersAsBytes(text: string): number[] | undefined {
  const found: number[] = []
  for (const character of text) {
    const byte = bytes.get(character)
    if (byte === undefined) return undefined
    found.push(byte)
  }
  return found
}
