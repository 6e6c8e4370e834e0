/** A model so small that a step takes milliseconds, and batches for it. */
import { BertForMaskedLM } from '@cloze/bert'
import { type Batch, bertRecipe, trainingBatches } from '@cloze/mlm'
import { grammarSequences, grammarTokenizer } from '@cloze/mlm/data'
import { createCpu, type Device } from '@cloze/tensor'

export const tokenizer = grammarTokenizer()
export const size = {
  hiddenSize: 16,
  numHiddenLayers: 1,
  numAttentionHeads: 2,
  intermediateSize: 32,
  maxPositionEmbeddings: 32,
}

export const modelOn = (device: Device = createCpu()) =>
  new BertForMaskedLM({ ...size, vocabSize: tokenizer.vocabularySize }, { device, seed: 3 })

export const masking = { tokenizer }
export const sequences = grammarSequences(tokenizer, { seed: 3, stream: 'training', count: 64 })
export const batchesOf = () => trainingBatches({ sequences, batchSize: 8, seed: 3, masking })

/** The first `count` batches, again and again. */
export function* repeated(count: number): Generator<Batch> {
  const source = batchesOf()
  const batches = Array.from({ length: count }, () => source.next().value)
  for (;;) yield* batches
}

/** What a run is told, but for its batches. */
export const settings = ({ steps = 30, learningRate = 1e-2, warmup = 5 } = {}) => ({
  ...bertRecipe({ learningRate, warmup, steps }),
  steps,
  seed: 3,
})
