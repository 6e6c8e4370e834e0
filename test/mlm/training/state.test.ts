/** A run that goes on from another's state is the rest of that run. */
import { BertForMaskedLM } from '@cloze/bert'
import { maskedLanguageModel, train, trainingBatches } from '@cloze/mlm'
import { TrainingError, type TrainingState } from '@cloze/mlm/training'
import { cpu, liveTensors, type Values } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { masking, sequences, settings, size, tokenizer } from './small.ts'

const STEPS = 6
const shape = {
  ...size,
  vocabSize: tokenizer.vocabularySize,
  hiddenDropoutProb: 0.1,
  attentionProbsDropoutProb: 0.1,
}

const valuesOf = async (model: BertForMaskedLM) => {
  const values = new Map<string, Float32Array>()
  for (const [name, variable] of model.parameters())
    values.set(name, Float32Array.from(await variable.data()))
  return values
}

/** What there is after `until` steps of a run, from the start or from what there was. */
async function run(
  until: number,
  accumulationSteps: number,
  before?: { state: TrainingState; values: ReadonlyMap<string, Float32Array> },
) {
  const model = new BertForMaskedLM(shape, { device: cpu, seed: 3 }, before?.values)
  const losses: number[] = []
  let state: TrainingState | undefined
  const trained = train(maskedLanguageModel(model), {
    ...settings({ steps: STEPS, warmup: 2 }),
    batches: trainingBatches({
      sequences,
      batchSize: 8,
      seed: 3,
      masking,
      start: before?.state.batches ?? 0,
    }),
    accumulationSteps,
    from: before?.state,
    hooks: [
      {
        onLog: ({ loss, gradientNorm, learningRate }) => void losses.push(loss, gradientNorm, learningRate),
        onStep: ({ step }, training) => (step === until ? training.stop() : undefined),
        onEnd: async (_, training) => {
          state = await training.state()
        },
      },
    ],
  })
  const result = await trained
    .then(async ({ steps }) => ({ steps, values: await valuesOf(model) }))
    .finally(() => model.dispose())
  if (state === undefined) throw new Error('the run did not end')
  return { ...result, losses, state: structuredClone(state) }
}

test.prop([fc.integer({ min: 1, max: STEPS }), fc.integer({ min: 1, max: 2 })], { numRuns: 8 })(
  'n steps and then m give the weights, the losses and the state of n + m, bit for bit',
  async (n, accumulationSteps) => {
    const before = liveTensors()
    const whole = await run(STEPS, accumulationSteps)
    const first = await run(n, accumulationSteps)
    const second = await run(STEPS, accumulationSteps, first)
    expect([first.steps, second.steps]).toEqual([n, STEPS])
    expect([...first.losses, ...second.losses]).toEqual(whole.losses)
    expect(second.values).toEqual(whole.values)
    expect({ ...second.state, seconds: 0 }).toEqual({ ...whole.state, seconds: 0 })
    expect(second.state.seconds).toBeGreaterThanOrEqual(first.state.seconds)
    expect(liveTensors()).toBe(before)
  },
)

describe('a state of another run is refused, and leaves nothing:', () => {
  const start = () => run(2, 1)
  const wrongs: Readonly<Record<string, readonly [(state: TrainingState) => TrainingState, string]>> = {
    'another seed': [(state) => ({ ...state, seed: 4 }), 'train: the state is of a run with seed 4, not 3'],
    'too many steps': [
      (state) => ({ ...state, step: 7 }),
      `train: the state has step 7, beyond the ${STEPS} steps of this run`,
    ],
    'no whole step': [
      (state) => ({ ...state, step: 0.5 }),
      'train: the state has step 0.5; it should be a whole number from 0',
    ],
    'tokens below 0': [(state) => ({ ...state, tokens: -1 }), 'train: the state has tokens -1'],
    'no time': [(state) => ({ ...state, seconds: Number.NaN }), 'train: the state has seconds NaN'],
    'another step of the optimizer': [
      (state) => ({ ...state, optimizer: { ...state.optimizer, step: 1 } }),
      'train: the state has step 2, but its optimizer has taken 1',
    ],
  }
  test.each(Object.entries(wrongs))('%s', async (_, [change, says]) => {
    const { state, values } = await start()
    const before = liveTensors()
    const going = () => run(STEPS, 1, { state: change(state), values })
    await expect(going).rejects.toThrow(TrainingError)
    await expect(going).rejects.toThrow(says)
    expect(liveTensors()).toBe(before)
  })

  test('an optimizer of other parameters', async () => {
    const { state, values } = await start()
    const buffers: Record<string, Record<string, Values>> = {}
    for (const [name, each] of Object.entries(state.optimizer.buffers)) {
      const { 'cls.predictions.bias': _, ...others } = each
      buffers[name] = others
    }
    const going = run(STEPS, 1, { state: { ...state, optimizer: { ...state.optimizer, buffers } }, values })
    await expect(going).rejects.toThrow('adamw: the state has no firstMoment of cls.predictions.bias')
  })
})
