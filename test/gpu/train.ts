/** A small BERT that learns the grammar: the same parameters, batches and dropout on every device. */
import { BertForMaskedLM } from '@cloze/bert'
import { type Batch, bertRecipe, maskedLanguageModel, train, trainingBatches } from '@cloze/mlm'
import { grammarSequences, grammarTokenizer } from '@cloze/mlm/data'
import type { StepMetrics, StepProgress } from '@cloze/mlm/training'
import type { Device } from '@cloze/tensor'

export interface Training {
  readonly layers: number
  readonly hidden: number
  readonly steps: number
  readonly batchSize: number
  /** How many different sentences there are. */
  readonly sentences: number
  readonly logEvery: number
}

/** What a run may look at while it goes on. */
export interface Watching {
  readonly onBatch?: (batch: Batch) => void
  readonly onLog?: (report: StepMetrics) => void
  readonly onStep?: (report: StepProgress) => void
}

export const LONGEST = 40
const SEED = 3

export const vocabularySize = grammarTokenizer().vocabularySize

/** @returns the losses that were read */
export async function trainOn(
  device: Device,
  { layers, hidden, steps, batchSize, sentences, logEvery }: Training,
  { onBatch, onLog, onStep }: Watching = {},
): Promise<number[]> {
  const tokenizer = grammarTokenizer()
  const model = new BertForMaskedLM(
    {
      vocabSize: vocabularySize,
      hiddenSize: hidden,
      numHiddenLayers: layers,
      numAttentionHeads: 2,
      intermediateSize: 2 * hidden,
      maxPositionEmbeddings: LONGEST,
      hiddenDropoutProb: 0.1,
      attentionProbsDropoutProb: 0.1,
    },
    { device, seed: SEED },
  )
  const losses: number[] = []
  function* watched(batches: Iterable<Batch>) {
    for (const batch of batches) {
      onBatch?.(batch)
      yield batch
    }
  }
  try {
    await train(maskedLanguageModel(model), {
      batches: watched(
        trainingBatches({
          sequences: grammarSequences(tokenizer, { seed: SEED, stream: 'training', count: sentences }),
          batchSize,
          seed: SEED,
          masking: { tokenizer },
        }),
      ),
      steps,
      ...bertRecipe({ learningRate: 5e-3, warmup: Math.ceil(steps / 10), steps }),
      seed: SEED,
      logEvery,
      hooks: [{ onLog: (report) => void losses.push(report.loss) }, { onLog, onStep }],
    })
  } finally {
    model.dispose()
  }
  return losses
}
