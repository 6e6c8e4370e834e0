import { adamW, clipGradients, gradients, linearSchedule, type Variable } from '@cloze/autograd'
import { BertForMaskedLM, parseConfig } from '@cloze/bert'
import { decaysByName } from '@cloze/mlm/training'
import { cpu, liveTensors, reference, scope } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { distance } from '../../bert/distance.ts'
import { bertBatch as batch, bertFixture as fixture } from '../../fixtures/bert.ts'

const { training } = fixture

/** The distance from 1 to the next float32. A single number may be right by luck in PyTorch's run, but no better than this. */
const SPACING = 2 ** -23

for (const { device, bound } of [
  { device: reference, bound: () => 1e-10 },
  { device: cpu, bound: (pytorch: number) => 2 * Math.max(pytorch, SPACING) },
])
  describe(`AdamW with warmup, decay and clipping on ${device.name}`, () => {
    test("gives PyTorch's losses, norms and parameters after three steps", async () => {
      const before = liveTensors()
      const values = new Map(Object.entries(fixture.parameters).map(([name, { values }]) => [name, values]))
      const model = new BertForMaskedLM(parseConfig(fixture.config, 'config.json'), { device }, values)
      const { weightDecay, clipNorm, beta1, beta2, epsilon } = training
      const options = { weightDecay, beta1, beta2, epsilon, decays: decaysByName }
      const optimizer = adamW(model.parameters(), options)
      const rateAt = linearSchedule({
        learningRate: training.learningRate,
        warmup: training.warmupSteps,
        steps: training.totalSteps,
      })
      for (const [step, right] of training.losses.entries()) {
        const { loss, norm } = scope(() => {
          const { loss } = model.forward(batch, { logits: 'labelled' })
          const found = gradients(loss as Variable, [...model.parameters().values()])
          const { norm, scale } = clipGradients(found, clipNorm)
          optimizer.step(found, { learningRate: rateAt(step), scale })
          return { loss: (loss as Variable).value, norm }
        })
        expect(distance([await loss.item()], [right])).toBeLessThan(
          bound(fixture.float32Error.losses[step] ?? 0),
        )
        expect(distance([await norm.item()], [training.gradientNorms[step] ?? 0])).toBeLessThan(
          bound(fixture.float32Error.gradientNorms[step] ?? 0),
        )
        loss.dispose()
        norm.dispose()
      }
      for (const [name, variable] of model.parameters()) {
        if (fixture.zeroGradients.includes(name)) continue // rounding alone moves these
        const right = training.parameters[name]?.values ?? []
        expect(distance(await variable.data(), right), name).toBeLessThan(
          bound(fixture.float32Error.parameters[name] ?? 0),
        )
      }
      optimizer.dispose()
      model.dispose()
      expect(liveTensors()).toBe(before)
    })
  })

test('biases and layer norms do not decay', () => {
  const decayed = Object.keys(fixture.parameters).filter(decaysByName)
  expect(decayed.sort()).toEqual([...training.decayed].sort())
})
