import { type CorpusSource, corpusSource, grammarSource } from '@cloze/mlm/pretraining'
import { withAugmentedTraining } from '../../sources/augmentation.ts'
import { openParts } from '../../sources/corpus.ts'
import { warnUnknown } from '../../warnings/unknown.ts'
import type { RunFlags } from './flags.ts'
import type { Settings } from './settings.ts'

export type Prepared = Awaited<ReturnType<typeof readSource>>

/** What is trained on, and the model that fits it: as long as its longest sequence. */
export async function readSource(flags: RunFlags, settings: Settings) {
  const { model } = settings
  const read = await readText(flags, settings)
  if (read) warnUnknownOf(read, flags, settings)
  const source = read ?? grammarSource(flags.seed)
  return {
    /** The corpus, where it is no grammar. */
    read,
    source,
    model: {
      ...model,
      maxPositionEmbeddings: Math.max(model.maxPositionEmbeddings, source.longest),
      ...(flags.dropout !== undefined && {
        hiddenDropoutProb: flags.dropout,
        attentionProbsDropoutProb: flags.dropout,
      }),
    },
  }
}

async function readText(
  flags: RunFlags,
  { text, augmentation, tokenizer }: Settings,
): Promise<CorpusSource | undefined> {
  if (text === undefined) return undefined
  return withAugmentedTraining(augmentation, flags, async (augmented) =>
    corpusSource(augmented(await openParts(flags, text, flags.seed)), {
      tokenizer,
      vocabularySize: flags.vocabSize,
      alphabetLimit: flags.alphabetLimit,
      sequenceLength: flags.sequenceLength,
      pack: text.pack,
    }),
  )
}

function warnUnknownOf(
  { unknown: { training, validation, test }, tokenizer }: CorpusSource,
  { alphabetLimit, vocabSize }: RunFlags,
  { tokenizer: named }: Settings,
): void {
  warnUnknown(
    [
      { part: 'for training', text: training, learnt: true },
      { part: 'for validation', text: validation, learnt: false },
      ...(test ? [{ part: 'for test', text: test, learnt: false }] : []),
    ],
    tokenizer,
    typeof named === 'string'
      ? { kind: named, kindFlag: '--tokenizer', alphabetLimit, vocabSize }
      : 'other text',
  )
}
