/** What augmentations need, made of what the command line names. */

import {
  AugmentationError,
  augmentedCorpus,
  augmenter,
  type CachedTranslator,
  cachedTranslator,
  httpTranslator,
  type MaskFiller,
  neighbourSynonyms,
  parseSynonyms,
  type Resources,
  type Synonyms,
  TranslatorError,
} from '@cloze/mlm/augmentation'
import { folderStorage } from '@cloze/mlm/node'
import type { CorpusParts } from '@cloze/mlm/pretraining'
import type { AugmentationFlags } from '../flags/augmentation-flags.ts'
import { readNamedText } from '../input/named-file.ts'
import { UsageError } from '../terminal/exit.ts'
import { say } from '../terminal/progress.ts'
import type { DeviceFlags } from './device.ts'
import { withModel } from './model-folder.ts'

/** A text at a time, one mask in it. */
const STEP = { batchSize: 1, sequenceLength: 128, labelled: 1 }

/** What a command changes documents with. */
export interface Opened {
  readonly copy: ReturnType<typeof augmenter>
  readonly resources: Resources
  readonly translator: CachedTranslator | undefined
}

/**
 * Runs `body` with what changes documents as the flags say. The model that they name is open for so long.
 * @throws UsageError on what is needed and not named, or can't be read
 */
export function withAugmenter<Result>(
  flags: AugmentationFlags,
  seed: number,
  device: DeviceFlags,
  body: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const open = async (maskFiller?: MaskFiller) => {
    const translator = translatorOf(flags)
    const resources: Resources = {
      maskFiller,
      synonyms: await synonymsOf(flags, maskFiller),
      backTranslation: translator && flags.to && { translator, from: flags.from, to: flags.to },
    }
    const copy = asUsage(() => augmenter({ names: flags.augment, rate: flags.rate, seed, resources }))
    return body({ copy, resources, translator })
  }
  return flags.model === undefined ? open() : withModel(flags.model, device, STEP, open)
}

/**
 * Runs `body` with what adds changed copies to the training part, or, where there are no flags, adds nothing. A model changes
 * it on the cpu, whatever trains: the same copies everywhere.
 * @throws UsageError as `withAugmenter`
 */
export async function withAugmentedTraining<Result>(
  flags: AugmentationFlags | undefined,
  { seed, threads }: { readonly seed: number; readonly threads?: number | undefined },
  body: (augmented: (parts: CorpusParts) => CorpusParts) => Promise<Result>,
): Promise<Result> {
  if (flags === undefined) return body((parts) => parts)
  const { augment: names, rate, copies } = flags
  return withAugmenter(flags, seed, { device: 'cpu', threads }, async ({ resources, translator }) => {
    const options = { names, rate, seed, resources, copies }
    const result = await body((parts) => ({ ...parts, augmented: augmentedCorpus(parts.training, options) }))
    sayTranslations(flags, translator)
    return result
  })
}

/** How many translations came from where, and says so. */
export function sayTranslations({ cache }: AugmentationFlags, translator: CachedTranslator | undefined) {
  const counts = translator?.counts()
  if (counts) say(`Translations: ${counts.asked} from the server, ${counts.known} from ${cache}.`)
  return counts
}

/** Those of the list; else, where synonyms are asked for, the nearest words of the model, if there is one. */
async function synonymsOf(
  { synonyms: path, augment }: AugmentationFlags,
  maskFiller: MaskFiller | undefined,
): Promise<Synonyms | undefined> {
  if (path !== undefined) {
    const text = await readNamedText(path)
    return asUsage(() => parseSynonyms(text, path))
  }
  return maskFiller && augment.includes('synonyms') ? neighbourSynonyms(maskFiller) : undefined
}

function translatorOf({ translator: url, cache }: AugmentationFlags): CachedTranslator | undefined {
  if (url === undefined) return undefined
  const apiKey = process.env.CLOZE_TRANSLATOR_KEY
  return cachedTranslator(
    asUsage(() => httpTranslator(url, { apiKey })),
    folderStorage(cache),
  )
}

function asUsage<Result>(body: () => Result): Result {
  try {
    return body()
  } catch (error) {
    throw error instanceof AugmentationError || error instanceof TranslatorError
      ? new UsageError(error.message)
      : error
  }
}
