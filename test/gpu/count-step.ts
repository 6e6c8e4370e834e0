/** What one training step asks of the GPU: launches, bytes that move, read-backs. */
import { adamW, clipGradients, gradients, type Variable } from '@cloze/autograd'
import { BertForMaskedLM, sizes } from '@cloze/bert'
import { decaysByName } from '@cloze/mlm/training'
import { disposeOf, type GpuCounts, type GpuDevice, random, scope } from '@cloze/tensor'

export interface StepCounts {
  readonly launches: number
  readonly byKernel: Readonly<Record<string, number>>
  readonly uploadedBytes: number
  readonly readBacks: number
}

const [VOCABULARY, BATCH, LENGTH, LABELLED] = [1000, 4, 32, 0.15]

/**
 * A step of pre-training as the trainer takes it, with dropout 0.1 and padding, after two that compile and fill.
 * @returns counts that do not depend on the vocabulary, the batch or the length
 */
export async function countStep(device: GpuDevice, size: keyof typeof sizes): Promise<StepCounts> {
  const model = new BertForMaskedLM(
    { ...sizes[size], vocabSize: VOCABULARY, maxPositionEmbeddings: LENGTH },
    { device, seed: 1 },
  )
  const optimizer = adamW(model.parameters(), { decays: decaysByName })
  const parameters: readonly Variable[] = [...model.parameters().values()]
  const step = async (number: number): Promise<void> => {
    const held = scope(() => {
      const { loss } = model.loss(batchOf(number), {
        positions: 'labelled',
        dropout: { seed: 1, step: number },
      })
      const found = gradients(loss, parameters)
      const { norm, scale } = clipGradients(found, 1)
      optimizer.step(found, { learningRate: 1e-3, scale })
      return { loss: loss.value, norm }
    })
    disposeOf(held)
    await device.synchronize()
  }
  await step(0)
  await step(1)
  const before = device.counts()
  await step(2)
  const after = device.counts()
  optimizer.dispose()
  model.dispose()
  return difference(before, after)
}

function batchOf(step: number) {
  const stream = random(1, 'batch', step)
  const cells = BATCH * LENGTH
  const inputIds = Int32Array.from({ length: cells }, () => stream.integer(VOCABULARY))
  return {
    batchSize: BATCH,
    sequenceLength: LENGTH,
    inputIds,
    attentionMask: Int32Array.from({ length: cells }, (_, i) =>
      i % LENGTH < LENGTH - (i < LENGTH ? 0 : 5) ? 1 : 0,
    ),
    tokenTypeIds: new Int32Array(cells),
    labels: inputIds.map((id) => (stream.uniform() < LABELLED ? id : -100)),
  }
}

function difference(before: GpuCounts, after: GpuCounts): StepCounts {
  const byKernel = Object.fromEntries(
    Object.entries(after.byKernel)
      .map(([name, count]) => [name, count - (before.byKernel[name] ?? 0)] as const)
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a),
  )
  return {
    launches: after.launches - before.launches,
    byKernel,
    uploadedBytes: after.uploadedBytes - before.uploadedBytes,
    readBacks: after.readBacks - before.readBacks,
  }
}
