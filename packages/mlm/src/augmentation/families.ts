import type { Augmentable, augmenter } from './augment.ts'
import { AugmentationError } from './error.ts'

/** Documents that are changed at a time. */
const BATCH = 64

/**
 * Each document with its changed copies: the document itself first, then those of epochs 0, 1, …. Documents are read some
 * at a time, and no more of them are held. One without text has no copies, and no number among the documents.
 * @throws AugmentationError, when it is read, if `copies` is not an integer of at least 1
 * @example
 * async function* labelled() {
 *   yield { text: 'the dog sees', label: 'animals' }
 * }
 * const found: string[] = []
 * const copy = augmenter({ names: ['swap'], rate: 0.5, seed: 1 })
 * for await (const [original, ...copies] of families(labelled(), copy, 2)) found.push(`${original.label}: ${copies.length}`)
 * found // ['animals: 2']
 */
export async function* families<Document extends Augmentable>(
  documents: AsyncIterable<Document>,
  copy: ReturnType<typeof augmenter>,
  copies: number,
): AsyncGenerator<[Document, ...Document[]]> {
  checkCopies(copies)
  let first = 0
  for await (const batch of inBatches(documents, BATCH)) {
    const withText = batch.filter(({ text }) => text !== '')
    const epochs: Document[][] = []
    for (let epoch = 0; epoch < copies; epoch++) epochs.push(await copy(withText, { epoch, first }))
    first += withText.length
    let place = 0
    for (const document of batch)
      if (document.text === '') yield [document]
      else {
        yield [document, ...epochs.flatMap((epoch) => epoch[place] ?? [])]
        place += 1
      }
  }
}

export function checkCopies(copies: number): void {
  if (!Number.isInteger(copies) || copies < 1)
    throw new AugmentationError(`augmentation: the copies of a document are an integer from 1, not ${copies}`)
}

async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
