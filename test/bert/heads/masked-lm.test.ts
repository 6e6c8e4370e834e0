import { gradients, type Variable } from '@cloze/autograd'
import { BertForMaskedLM, parseConfig } from '@cloze/bert'
import { cpu, type Device, disposeOf, liveTensors, reference, scope } from '@cloze/tensor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bertBatch as batch, bertFixture as fixture } from '../../fixtures/bert.ts'
import { distance, norm } from '../distance.ts'

const modelOn = (device: Device) =>
  new BertForMaskedLM(
    parseConfig(fixture.config, 'config.json'),
    { device },
    new Map(Object.entries(fixture.parameters).map(([name, { values }]) => [name, values])),
  )

/** The token with PyTorch's largest score at a position. */
function likeliest(position: number): number {
  const V = fixture.config.vocab_size as number
  const scores = fixture.logits.values.slice(position * V, (position + 1) * V)
  return scores.indexOf(Math.max(...scores))
}

const bounds = [
  { device: reference, bound: () => 1e-10, floor: 1e-12 },
  // twice the error that PyTorch's own float32 makes; the floor is float32's own
  { device: cpu, bound: (pytorch: number) => 2 * Math.max(pytorch, 6e-8), floor: 1e-6 },
]

for (const { device, bound, floor } of bounds)
  describe(`BertForMaskedLM on ${device.name}`, () => {
    let model: BertForMaskedLM
    const before = liveTensors()
    beforeAll(() => {
      model = modelOn(device)
    })
    afterAll(() => {
      model.dispose()
      expect(liveTensors()).toBe(before)
    })

    test("gives PyTorch's logits and loss", async () => {
      const { logits, loss } = scope(() => model.forward(batch, { logits: 'all' }))
      expect(distance(await logits.data(), fixture.logits.values)).toBeLessThan(
        bound(fixture.float32Error.logits),
      )
      expect(distance([(await loss?.item()) ?? 0], [fixture.loss])).toBeLessThan(
        bound(fixture.float32Error.loss),
      )
      disposeOf([logits, loss])
    })

    /** Holds the gradients of a loss, each by the name of its parameter, against PyTorch's. */
    async function expectGradients(lossOf: () => Variable): Promise<void> {
      const parameters = [...model.parameters()]
      const found = scope(() =>
        gradients(
          lossOf(),
          parameters.map(([, variable]) => variable),
        ),
      )
      for (const [index, [name]] of parameters.entries()) {
        const values = (await found[index]?.data()) ?? []
        const right = fixture.gradients[name]
        if (right === undefined) throw new Error(`no gradient of ${name}`)
        if (fixture.zeroGradients.includes(name)) expect(norm(values), name).toBeLessThan(floor)
        else
          expect(distance(values, right.values), name).toBeLessThan(
            bound(fixture.float32Error.gradients[name] ?? 0),
          )
      }
      disposeOf(found)
    }

    for (const logits of ['all', 'labelled'] as const)
      test(`gives PyTorch's gradients, with ${logits} logits`, () =>
        expectGradients(() => model.forward(batch, { logits }).loss as Variable))

    // The path of training: rows end to end where labelled positions alone are asked for, side by side where all are.
    for (const positions of ['labelled', 'all'] as const) {
      test(`trains on PyTorch's loss and predictions, at ${positions} positions`, async () => {
        const { loss, predictions, labels } = scope(() => model.loss(batch, { positions }))
        expect(distance([await loss.item()], [fixture.loss])).toBeLessThan(bound(fixture.float32Error.loss))
        const rows = [...batch.labels.keys()].filter(
          (index) => positions === 'all' || batch.labels[index] !== -100,
        )
        expect([...labels]).toEqual(rows.map((index) => batch.labels[index]))
        const found = await predictions.data()
        for (const [row, index] of rows.entries())
          if (batch.attentionMask[index] !== 0) expect(found[row], `position ${index}`).toBe(likeliest(index))
        disposeOf([loss, predictions])
      })

      test(`trains on PyTorch's gradients, at ${positions} positions`, () =>
        expectGradients(() => model.loss(batch, { positions }).loss))
    }

    test('gives the same logits at a labelled position whether all are asked for or not', async () => {
      const [all, labelled] = scope(() =>
        (['all', 'labelled'] as const).map((logits) => model.forward(batch, { logits }).logits),
      )
      const rows = [...batch.labels.keys()].filter((position) => batch.labels[position] !== -100)
      const [wide, narrow] = [await all?.data(), await labelled?.data()]
      const V = fixture.config.vocab_size as number
      const chosen = rows.flatMap((row) => Array.from(wide?.slice(row * V, (row + 1) * V) ?? []))
      expect(distance(narrow ?? [], chosen)).toBeLessThan(device === reference ? 1e-14 : 1e-6)
      disposeOf([all, labelled])
    })
  })
