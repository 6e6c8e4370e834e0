import type { AugmentationKind } from './augmentation.ts'
import { backTranslation } from './back-translate.ts'
import { deletion } from './delete.ts'
import { AugmentationError } from './error.ts'
import { insertion } from './insert.ts'
import { paraphrasing } from './paraphrase.ts'
import { swap } from './swap.ts'
import { synonymReplacement } from './synonyms.ts'

/** Every augmentation. Flags, help and tests are made of this list; a test holds the docs to it. */
export const augmentations = [
  insertion,
  deletion,
  swap,
  synonymReplacement,
  backTranslation,
  paraphrasing,
] as const satisfies readonly AugmentationKind[]

/** The name of one of `augmentations`. */
export type AugmentationName = (typeof augmentations)[number]['name']

/**
 * The augmentation of that name, of which `create` makes one with what it needs.
 * @throws AugmentationError on a name that no augmentation has
 * @example
 * augmentationNamed('swap').summary // 'lets words change places in pairs'
 */
export function augmentationNamed(name: string): AugmentationKind {
  const found = augmentations.find((augmentation) => augmentation.name === name)
  if (found === undefined)
    throw new AugmentationError(
      `augmentation: no ${name}; there is ${augmentations.map((each) => each.name).join(', ')}`,
    )
  return found
}
