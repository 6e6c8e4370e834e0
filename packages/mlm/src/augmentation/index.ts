/** More text of text: words that are changed, and texts that are put in other words. */

export { type Augmentable, type AugmentOptions, augmenter, type CopyOptions } from './augment.ts'
export type {
  Augmentation,
  AugmentationContext,
  AugmentationKind,
  MaskFiller,
  Resources,
  TextAugmentation,
} from './augmentation.ts'
export { type AugmentationName, augmentationNamed, augmentations } from './augmentations.ts'
export { type AugmentedCorpusOptions, augmentedCorpus } from './augmented-corpus.ts'
export { backTranslate } from './back-translate.ts'
export { type CachedTranslator, cachedTranslator } from './cached-translator.ts'
export { deleteWords } from './delete.ts'
export { editDistance, editDistanceInChunks } from './edit-distance.ts'
export { AugmentationError } from './error.ts'
export { type HttpTranslatorOptions, httpTranslator } from './http-translator.ts'
export { insertWords } from './insert.ts'
export { type NeighbourOptions, neighbourSynonyms } from './neighbour-synonyms.ts'
export { paraphrase } from './paraphrase.ts'
export { type LabelledDocument, readRecords } from './records.ts'
export { AugmentationMeter, type AugmentationStatistics, contentOverlap } from './statistics.ts'
export { swapWords } from './swap.ts'
export { parseSynonyms, type Synonyms } from './synonym-list.ts'
export { replaceSynonyms } from './synonyms.ts'
export { type BackTranslation, type Translator, TranslatorError } from './translator.ts'
export { withCopies } from './with-copies.ts'
export { joinWords, type SplitText, splitWords } from './words.ts'
