import { flatten } from './components.ts'
import type { Offsets } from './tokenizer.ts'
import type { TokenizerJson } from './tokenizer-json.ts'

/** Characters that pre-tokenizers write for a space, or put before the first word. */
const prefix = /^[▁Ġ]/

/**
 * How the words of a tokenizer's pre-tokenizer are found again in the text that it was given. The words are asked for
 * in order.
 * @returns text → word → where each UTF-16 unit of the word comes from in the text
 */
export function unitsOf(json: TokenizerJson): (text: string) => (word: string) => readonly Offsets[] {
  const stages = flatten(json.pre_tokenizer, 'pre_tokenizer')
  const bytes = stages.some(({ type }) => type === 'ByteLevel')
  const metaspace = stages.find(({ type }) => type === 'Metaspace')
  const space = String(metaspace?.replacement ?? '▁')
  const write = bytes ? bytesAsCharacters() : (text: string) => (metaspace && text === ' ' ? space : text)

  return (text) => {
    let written = ''
    const places: Offsets[] = []
    let at = 0
    for (const character of text) {
      const end = at + character.length
      const made = write(character)
      written += made
      for (let unit = 0; unit < made.length; unit++) places.push([at, end])
      at = end
    }
    let from = 0
    const take = (found: number, length: number): readonly Offsets[] => {
      from = found + length
      return places.slice(found, from)
    }
    return (word) => {
      const here: Offsets = places[from] ?? [text.length, text.length]
      const bare = word.replace(prefix, '')
      const found = written.indexOf(word, from)
      const foundBare = bare === '' ? -1 : written.indexOf(bare, from)
      // A space that was put before the text is not in it; it has the place of what it was put before.
      if (foundBare >= 0 && (found < 0 || foundBare < found)) return [here, ...take(foundBare, bare.length)]
      if (found >= 0) return take(found, word.length)
      return word.split('').map(() => here)
    }
  }
}

/**
 * GPT-2's way to write any bytes as text: a byte that is a printable character of Latin-1 is written as that, the others
 * in turn as the characters from U+0100 on.
 */
function bytesAsCharacters(): (text: string) => string {
  const isPrintable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
  let other = 256
  const table = Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrintable(byte) ? byte : other++),
  )
  const encoder = new TextEncoder()
  return (text) => Array.from(encoder.encode(text), (byte) => table[byte]).join('')
}
