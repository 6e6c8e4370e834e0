/** Longer runs on a device of the GPU: training, what it costs, and large tensors. */
import type { sizes } from '@cloze/bert'
import type { Batch } from '@cloze/mlm'
import { type GpuMode, liveTensors } from '@cloze/tensor'
import { deviceOf } from '../../../harness/gpu/devices.ts'
import { bigCases, runBig } from '../big.ts'
import { countStep, type StepCounts } from '../count-step.ts'
import { masksOn } from '../masks.ts'
import { LONGEST, type Training, trainOn, vocabularySize } from '../train.ts'

/** What is held after a step. */
export interface Held {
  readonly step: number
  readonly handles: number
  readonly kernels: number
  readonly tensors: number
}

/** What a training run held and moved. */
export interface Traffic {
  readonly held: readonly Held[]
  readonly readBacks: number
  /** Bytes that each step but the first sent, and those that its ids have. */
  readonly sent: readonly number[]
  readonly ids: readonly number[]
}

export const runs = {
  /** The losses of a training run. */
  train: async (mode: GpuMode, training: Training): Promise<number[]> =>
    trainOn(await deviceOf(mode), training),

  /** What dropout drops. */
  masks: async (mode: GpuMode): Promise<Record<string, string>> => masksOn(await deviceOf(mode)),

  /** What a training run holds after each of the steps `at`, and what it moves. */
  async traffic(mode: GpuMode, training: Training, at: readonly number[]): Promise<Traffic> {
    const device = await deviceOf(mode)
    const held: Held[] = []
    const [sent, ids]: [number[], number[]] = [[], []]
    let batch: Batch | undefined
    const start = device.counts()
    let before = start
    await trainOn(device, training, {
      onBatch: (next) => {
        batch = next
      },
      onStep({ step }) {
        const now = device.counts()
        const { handles, kernels } = now
        if (at.includes(step)) held.push({ step, handles, kernels, tensors: liveTensors() })
        if (step > 1 && batch) {
          sent.push(now.uploadedBytes - before.uploadedBytes)
          ids.push(bytesOfIds(batch))
        }
        before = now
      },
    })
    return { held, readBacks: device.counts().readBacks - start.readBacks, sent, ids }
  },

  /** What one training step asks of the GPU. */
  countStep: async (mode: GpuMode, size: keyof typeof sizes): Promise<StepCounts> =>
    countStep(await deviceOf(mode), size),

  /** A few cells of a tensor with more than 2²⁴. */
  async big(mode: GpuMode, name: string): Promise<number[]> {
    const found = bigCases.find((each) => each.name === name)
    if (!found) throw new Error(`there is no case ${name}`)
    return runBig(await deviceOf(mode), found)
  },
}

/**
 * The bytes of what a step has to send. Each gather's backward pass needs its ids grouped by row, which the host does:
 * where each row's places start, and the places in that order, which needs not be sent where the ids ascend.
 */
function bytesOfIds({ batchSize, sequenceLength, inputIds, attentionMask, labels }: Batch): number {
  const tokens = batchSize * sequenceLength
  const count = labels.filter((label) => label >= 0).length
  const cells = {
    inputIds: inputIds.length,
    wordStarts: vocabularySize + 1,
    wordOrder: tokens,
    segmentStarts: 3, // segments are all 0: neither they nor their order is sent
    positionStarts: sequenceLength === LONGEST ? 0 : LONGEST + 1, // positions are 0, 1, 2, …
    attentionMask: attentionMask.includes(0) ? attentionMask.length : 0,
    labelledPlaces: count,
    labelledStarts: tokens + 1,
    labels: count,
  }
  return 4 * Object.values(cells).reduce((total, length) => total + length, 0)
}
