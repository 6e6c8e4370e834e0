import { random, shuffle } from '@cloze/tensor'
import { CorpusError } from '../errors.ts'
import { basic } from '../tokenizer/basic.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { Sequence } from './sequence.ts'
import { decodeText } from './utf8.ts'

/**
 * The documents of a text file: what stands between blank lines.
 * @param bytes UTF-8, with or without a byte-order mark; any line ends
 * @param fileName for messages
 * @throws CorpusError that names the file (and the place in it) if it is not text in UTF-8, or holds no words
 * @example
 * parseDocuments(await readFile('corpus.txt'), 'corpus.txt')
 */
export function parseDocuments(bytes: Uint8Array, fileName: string): string[] {
  const text = decodeText(bytes, fileName).replace(/\r\n?/g, '\n')
  const documents = text
    .split(/\n\s*\n/)
    .map((document) => document.trim())
    .filter((document) => document !== '')
  if (!documents.some((document) => basic(document, false).length > 0))
    throw new CorpusError(`${fileName}: no words: a corpus is text, its documents separated by blank lines`)
  return documents
}

/**
 * Splits a corpus by document, so that nothing of a validation document is seen in training. Which ones go
 * where follows from the seed; both sides keep the corpus's order, and have at least one document.
 * @param options.validationShare of the documents, between 0 and 1
 * @throws CorpusError if there are fewer than two documents
 * @example
 * const { training, validation } = splitDocuments(documents, { validationShare: 0.1, seed: 1 })
 */
export function splitDocuments(
  documents: readonly string[],
  { validationShare, seed }: { readonly validationShare: number; readonly seed: number },
): { training: string[]; validation: string[] } {
  if (!(validationShare > 0 && validationShare < 1))
    throw new RangeError(`splitDocuments: validationShare is between 0 and 1, not ${validationShare}`)
  if (documents.length < 2)
    throw new CorpusError(
      `a corpus of ${documents.length} documents can't be split: one to train on and one to validate on are the ` +
        'least; separate documents by blank lines, or give validation a file of its own',
    )
  const wanted = Math.round(documents.length * validationShare)
  const count = Math.min(Math.max(wanted, 1), documents.length - 1)
  const places = shuffle([...documents.keys()], random(seed, 'split'))
  const chosen = new Set(places.slice(0, count))
  return {
    training: documents.filter((_, place) => !chosen.has(place)),
    validation: documents.filter((_, place) => chosen.has(place)),
  }
}

/**
 * What a model reads of a corpus: `[CLS] … [SEP]` for each document, or for each part of one that is too long.
 * A document without tokens has no sequence.
 * @param maxLength in tokens, [CLS] and [SEP] among them
 * @returns with ids `document/part`, both counted from 0
 * @throws RangeError if `maxLength` leaves no room for a token
 */
export function sequences(
  tokenizer: Tokenizer,
  documents: readonly string[],
  maxLength: number,
): (Sequence & { readonly id: string })[] {
  const room = maxLength - 2
  if (!Number.isInteger(room) || room < 1)
    throw new RangeError(
      `sequences: maxLength is an integer from 3 ([CLS], a token, [SEP]), not ${maxLength}`,
    )
  return documents.flatMap((document, number) => {
    const tokens = tokenizer.encode(document)
    return Array.from({ length: Math.ceil(tokens.length / room) }, (_, part) => ({
      id: `${number}/${part}`,
      ids: tokenizer.sequence(tokens.subarray(part * room), maxLength),
    }))
  })
}
