import xxhash from 'xxhash-wasm'
import { HashSet } from './hash-set.ts'

/**
 * Tells whether a text is seen for the first time. It holds 64-bit hashes (xxHash), not texts: 16 bytes for each, 32 while it
 * grows; two different ones among n are taken for the same with a chance of n² / 2⁶⁵, one in 41,000 for 30 million.
 * @example
 * const isFirst = await firstSeen()
 * isFirst('a') // true
 * isFirst('a') // false
 */
export async function firstSeen(): Promise<(text: string) => boolean> {
  const { h64 } = await xxhash()
  const seen = new HashSet()
  return (text) => seen.add(h64(text))
}

/**
 * Leaves out a document that is the same as an earlier one, to the character.
 * @param onDuplicate is told of each that is left out
 * @example
 * const found: string[] = []
 * for await (const each of deduplicate(memoryCorpus(['a', 'b', 'a']).documents())) found.push(each)
 * found // ['a', 'b']
 */
export async function* deduplicate(
  documents: AsyncIterable<string>,
  onDuplicate: () => void = () => {},
): AsyncGenerator<string> {
  const isFirst = await firstSeen()
  for await (const document of documents)
    if (isFirst(document)) yield document
    else onDuplicate()
}
