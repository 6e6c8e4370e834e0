/**
 * Training speed: tokens per second of whole steps (forward, backward, clipping, AdamW) on random tokens.
 *
 *     pnpm bench train --model tiny --logits labelled --steps 10 --json
 */
import { gradients } from '@cloze/autograd'
import { BertForMaskedLM, type MaskedBatch, sizes } from '@cloze/bert'
import { AdamWOptimizer } from '@cloze/mlm'
import { cpu, createCpu, disposeOf, random, scope } from '@cloze/tensor'
import { median } from './measure.ts'

export interface TrainBenchOptions {
  readonly model: keyof typeof sizes
  readonly logits: 'labelled' | 'all'
  readonly vocabularySize: number
  readonly batchSize: number
  readonly sequenceLength: number
  readonly dropout: number
  /** As many as there are cores where left out. */
  readonly threads?: number | undefined
  readonly steps: number
  /** Steps that are run first and not timed. */
  readonly warmup: number
}

/** Random ids, a label at 15 % of them; nothing is padded. */
function batchOf(
  step: number,
  { batchSize, sequenceLength, vocabularySize }: TrainBenchOptions,
): MaskedBatch {
  const stream = random(0, 'bench', step)
  const size = batchSize * sequenceLength
  const inputIds = Int32Array.from({ length: size }, () => 1 + stream.integer(vocabularySize - 1))
  return {
    batchSize,
    sequenceLength,
    inputIds,
    labels: inputIds.map((id, place) => (place === 0 || stream.uniform() < 0.15 ? id : -100)),
    attentionMask: new Int32Array(size).fill(1),
    tokenTypeIds: new Int32Array(size),
  }
}

export async function benchTrain(options: TrainBenchOptions) {
  const device = options.threads === undefined ? cpu : createCpu({ threads: options.threads })
  const model = new BertForMaskedLM(
    {
      ...sizes[options.model],
      vocabSize: options.vocabularySize,
      hiddenDropoutProb: options.dropout,
      attentionProbsDropoutProb: options.dropout,
    },
    { device },
  )
  const parameters = [...model.parameters().values()]
  const optimizer = new AdamWOptimizer(model.parameters())
  const seconds: number[] = []
  let loss = Number.NaN
  for (let step = 0; step < options.warmup + options.steps; step++) {
    const batch = batchOf(step, options)
    const start = performance.now()
    const held = scope(() => {
      const output = model.forward(batch, { logits: options.logits, dropout: { seed: 0, step } })
      if (output.loss === undefined) throw new Error('no loss')
      return { loss: output.loss.value, norm: optimizer.step(gradients(output.loss, parameters), 1e-4) }
    })
    try {
      loss = await held.loss.item()
    } finally {
      disposeOf(held)
    }
    if (step >= options.warmup) seconds.push((performance.now() - start) / 1000)
  }
  optimizer.dispose()
  model.dispose()
  return {
    tokensPerSecond: (options.batchSize * options.sequenceLength) / median(seconds),
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
    loss,
    device: device.name,
    threads: device.threads,
  }
}
