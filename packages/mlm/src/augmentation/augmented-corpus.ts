import type { Corpus } from '../corpus/corpus.ts'
import { type Augmentable, type AugmentOptions, augmenter } from './augment.ts'
import { checkCopies, families } from './families.ts'

/** How a corpus is augmented, and with how many copies. */
export interface AugmentedCorpusOptions extends AugmentOptions {
  /** Of each document; 1 where left out. */
  readonly copies?: number
}

/**
 * A corpus with changed copies of its documents, each of which is followed by its own. They are made while it is read, and
 * the same at every reading.
 * @throws AugmentationError at once, as `augmenter` does, and if `copies` is not an integer of at least 1
 * @example
 * const options = { names: ['swap'], rate: 0.5, seed: 1, copies: 2 }
 * const found: string[] = []
 * for await (const text of augmentedCorpus(memoryCorpus(['the dog sees']), options).documents()) found.push(text)
 * found // ['the dog sees', 'sees dog the', 'dog the sees']
 */
export function augmentedCorpus(corpus: Corpus, { copies = 1, ...options }: AugmentedCorpusOptions): Corpus {
  checkCopies(copies)
  const copy = augmenter(options)
  return {
    async *documents() {
      for await (const family of families(augmentable(corpus), copy, copies))
        for (const { text } of family) yield text
    },
  }
}

async function* augmentable(corpus: Corpus): AsyncGenerator<Augmentable> {
  for await (const text of corpus.documents()) yield { text }
}
