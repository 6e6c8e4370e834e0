import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { rowPacker } from './pack.ts'
import { AROUND, checkLength, type PartSequence, sequenceFrom, tokensOf } from './tokens.ts'

/**
 * What a model reads of a corpus: `[CLS] … [SEP]` for each document, or for each part of one that is too long.
 * A document without tokens has no sequence.
 * @param maxLength in tokens, [CLS] and [SEP] among them
 * @returns with ids `document/part`, both counted from 0
 * @throws RangeError if `maxLength` leaves no room for a token
 * @example
 * sequences(tokenizer, ['the dog sees the cat'], 5).map(({ id, ids }) => [id, ids.length]) // [['0/0', 5], ['0/1', 4]]
 */
export function sequences(
  tokenizer: Tokenizer,
  documents: readonly string[],
  maxLength: number,
): PartSequence[] {
  checkLength('sequences', maxLength)
  return documents.flatMap((document, number) => [...partsOf(tokenizer, document, number, maxLength)])
}

/**
 * `sequences` of documents that are read one at a time; of them, only ids are held.
 * @throws as `sequences`
 * @example
 * const found = await readSequences(tokenizer, corpus.documents(), 8)
 * found.map(({ id, ids }) => [id, ids.length]) // [['0/0', 7], ['1/0', 5], ['2/0', 8], ['2/1', 3]]
 */
export async function readSequences(
  tokenizer: Tokenizer,
  documents: AsyncIterable<string>,
  maxLength: number,
): Promise<PartSequence[]> {
  checkLength('readSequences', maxLength)
  const found: PartSequence[] = []
  let number = 0
  for await (const document of documents)
    for (const sequence of partsOf(tokenizer, document, number++, maxLength)) found.push(sequence)
  return found
}

/**
 * The rows that `packDocuments` makes, of documents that are read one at a time; of them, only ids are held.
 * @throws as `sequences`
 * @example
 * const rows = await readRows(tokenizer, corpus.documents(), 8)
 * rows.map((row) => row.map(({ ids }) => ids.length)) // [[7], [5, 3], [8]]
 */
export async function readRows(
  tokenizer: Tokenizer,
  documents: AsyncIterable<string>,
  maxLength: number,
): Promise<(readonly PartSequence[])[]> {
  checkLength('readRows', maxLength)
  const packer = rowPacker(tokenizer, maxLength)
  const found: (readonly PartSequence[])[] = []
  let number = 0
  for await (const document of documents)
    for (const row of packer.push({ id: number++, ...tokensOf(tokenizer, document) })) found.push(row)
  return [...found, ...packer.end()]
}

function* partsOf(
  tokenizer: Tokenizer,
  document: string,
  number: number,
  maxLength: number,
): Generator<PartSequence, void> {
  const tokens = tokensOf(tokenizer, document)
  const room = maxLength - AROUND
  for (let part = 0; part * room < tokens.ids.length; part++)
    yield { id: `${number}/${part}`, ...sequenceFrom(tokens, part * room, tokenizer, maxLength) }
}
