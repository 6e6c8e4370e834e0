import { checkSeed, random } from '@cloze/tensor'
import type { Resources } from './augmentation.ts'
import { augmentationNamed } from './augmentations.ts'
import { AugmentationError } from './error.ts'

/** Which augmentations change documents, how much, and by which draws. */
export interface AugmentOptions {
  /** Of the list `augmentations`, done one after the other. */
  readonly names: readonly string[]
  /** The share of a text's words that each changes, 0 … 1. */
  readonly rate: number
  /** Of all draws. */
  readonly seed: number
  /** What some augmentations need: synonyms, a translator, a model. None where left out. */
  readonly resources?: Resources | undefined
}

/** A text that stands for itself: its label, or whatever else it has, goes on with its copies. */
export interface Augmentable {
  readonly text: string
}

/** Where documents are: a draw follows from the seed, the epoch and the document's number alone. */
export interface Place {
  /** Each epoch has copies of its own; counted from 0. */
  readonly epoch: number
  /** The number of the first document, counted from 0; 0 where left out. */
  readonly first?: number
}

/**
 * What makes changed copies of documents. A copy follows from the seed, the epoch and the document's number, whatever
 * documents come with it; all but its text is the document's.
 * @throws AugmentationError at once on a name that there isn't, a rate out of range, or something that is needed and not
 * given; RangeError on a seed that is none
 * @example
 * const copies = augmenter({ names: ['delete', 'swap'], rate: 0.2, seed: 1 })
 * const [copy] = await copies([{ text: 'the dog sees the cat', label: 'animals' }], { epoch: 0 })
 * copy // { text: 'cat sees the the', label: 'animals' }
 */
export function augmenter({ names, rate, seed, resources = {} }: AugmentOptions) {
  if (!(rate >= 0 && rate <= 1))
    throw new AugmentationError(`augmentation: a rate is a share of the words, 0 … 1, not ${rate}`)
  checkSeed(seed)
  if (names.length === 0) throw new AugmentationError('augmentation: none is named')
  const steps = names.map((name) => ({ name, change: augmentationNamed(name).create(resources) }))
  return async <Document extends Augmentable>(
    documents: readonly Document[],
    { epoch, first = 0 }: Place,
  ): Promise<Document[]> => {
    let texts = documents.map(({ text }) => text)
    for (const [order, { name, change }] of steps.entries()) {
      const streams = texts.map((_, place) => random(seed, 'augmentation', name, order, epoch, first + place))
      texts = await change(texts, { rate, streams })
    }
    return documents.map((document, place) => ({ ...document, text: texts[place] ?? document.text }))
  }
}
