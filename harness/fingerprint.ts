/**
 * A fingerprint of training: the SHA-256 of the weights of a small BERT after 30 steps with dropout, padding, clipping
 * and AdamW. It is the same for every number of threads, in every version of Node, and in a page:
 *
 *     pnpm bench same-bits --threads 3
 */
import { BertForMaskedLM, savePretrained } from '@cloze/bert'
import {
  type Batch,
  bertRecipe,
  grammarSource,
  maskedLanguageModel,
  memoryStorage,
  train,
  trainingBatches,
} from '@cloze/mlm'
import type { Device } from '@cloze/tensor'

const [STEPS, BATCH, SEED] = [30, 16, 1]

export interface Fingerprint {
  /** Of `model.safetensors`, in hexadecimal. */
  readonly sha256: string
  readonly loss: number
  /** How many of the batches' cells were padding. */
  readonly padding: number
}

export async function fingerprint(device: Device): Promise<Fingerprint> {
  const { tokenizer, training, longest } = grammarSource(SEED)
  const model = new BertForMaskedLM(
    {
      vocabSize: tokenizer.vocabularySize,
      hiddenSize: 64,
      numHiddenLayers: 2,
      numAttentionHeads: 4,
      intermediateSize: 256,
      maxPositionEmbeddings: longest,
      hiddenDropoutProb: 0.1,
      attentionProbsDropoutProb: 0.1,
    },
    { device, seed: SEED },
  )
  let [loss, padding] = [Number.NaN, 0]
  function* watched(batches: Iterable<Batch>) {
    for (const batch of batches) {
      padding += batch.attentionMask.filter((one) => one === 0).length
      yield batch
    }
  }
  try {
    await train(maskedLanguageModel(model), {
      batches: watched(
        trainingBatches({ sequences: training, batchSize: BATCH, seed: SEED, masking: { tokenizer } }),
      ),
      ...bertRecipe({ learningRate: 1e-2, warmup: 5, steps: STEPS }),
      steps: STEPS,
      seed: SEED,
      logEvery: STEPS,
      hooks: [
        {
          onLog: (metrics) => {
            loss = metrics.loss
          },
        },
      ],
    })
    const storage = memoryStorage()
    await savePretrained(storage, model)
    const weights = Uint8Array.from(await storage.read('model.safetensors'))
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', weights))
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return { sha256, loss, padding }
  } finally {
    model.dispose()
  }
}
