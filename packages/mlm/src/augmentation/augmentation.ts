import type { BertForMaskedLM } from '@cloze/bert'
import type { Random } from '@cloze/tensor'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { AugmentationError } from './error.ts'
import type { Synonyms } from './synonym-list.ts'
import type { BackTranslation } from './translator.ts'

/** One text, changed. The same text, rate and stream give the same. */
export type TextAugmentation = (text: string, rate: number, random: Random) => string

/** How texts are changed. */
export interface Draw {
  /** The share of a text's words to change, 0 … 1. */
  readonly rate: number
  /** A stream for each text. */
  readonly streams: readonly Random[]
}

/** Texts, changed: one for each, in their order. What becomes of one depends on it and its stream alone. */
export type Augmentation = (texts: readonly string[], draw: Draw) => Promise<string[]>

/** A model that fills masks, with its tokenizer. */
export interface MaskFiller {
  readonly model: BertForMaskedLM
  readonly tokenizer: Tokenizer
}

/** What augmentations may need besides the text. */
export interface Resources {
  /** For `synonyms`. */
  readonly synonyms?: Synonyms | undefined
  /** For `back-translate`. */
  readonly backTranslation?: BackTranslation | undefined
  /** For `paraphrase`. */
  readonly maskFiller?: MaskFiller | undefined
}

/** An augmentation of the list: what flags, help and tests are made of. */
export interface AugmentationKind<Name extends string = string> {
  readonly name: Name
  /** For the help: what it does, in a few words. */
  readonly summary: string
  /** Who described it where. */
  readonly source: string
  /** What it can't do without. */
  readonly needs?: keyof Resources
  /** What it makes use of where it is given. */
  readonly takes?: keyof Resources
  /** @throws AugmentationError if something that it needs is not given */
  create(resources: Resources): Augmentation
}

/** An augmentation of texts out of one that changes one text. */
export const eachText =
  (change: TextAugmentation): Augmentation =>
  async (texts, { rate, streams }) =>
    texts.map((text, place) => {
      const random = streams[place]
      if (random === undefined)
        throw new AugmentationError(
          `augmentation: ${texts.length} texts and ${streams.length} streams; each text needs one`,
        )
      return change(text, rate, random)
    })

/** @throws AugmentationError if `resource` is not there */
export function needed<Resource>(resource: Resource | undefined, name: string, what: string): Resource {
  if (resource === undefined) throw new AugmentationError(`augmentation ${name}: needs ${what}`)
  return resource
}
