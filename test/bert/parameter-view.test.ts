import { gradients, parameter, Variable } from '@cloze/autograd'
import { BertForMaskedLM, BertModel, type ParameterView } from '@cloze/bert'
import {
  add,
  disposeOf,
  liveTensors,
  matmul,
  mul,
  random,
  reference,
  type Shape,
  scope,
  square,
  sum,
  tensor,
} from '@cloze/tensor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { distance } from './distance.ts'

const settings = {
  vocabSize: 13,
  hiddenSize: 8,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  intermediateSize: 12,
  maxPositionEmbeddings: 6,
  initializerRange: 0.3,
}
const batch = {
  batchSize: 2,
  sequenceLength: 4,
  inputIds: Int32Array.of(1, 2, 3, 4, 5, 6, 0, 0),
  attentionMask: Int32Array.of(1, 1, 1, 1, 1, 1, 0, 0),
  tokenTypeIds: new Int32Array(8),
  labels: Int32Array.of(-100, 7, -100, 8, 9, -100, -100, -100),
}
const RANK = 2

/** Low-rank adaptation of queries and values: W + B·A, with W and all else frozen. Hu et al. 2021. */
class Lora {
  readonly factors = new Map<string, { a: Variable; b: Variable }>()

  constructor(model: BertForMaskedLM) {
    const drawn = (name: string, shape: Shape) => {
      const stream = random(9, name)
      const values = Array.from({ length: (shape[0] ?? 0) * (shape[1] ?? 0) }, () => stream.uniform() - 0.5)
      return parameter(tensor(values, { shape, device: model.device }), name)
    }
    for (const [name, { shape }] of model.parameters())
      if (/self\.(query|value)\.weight$/.test(name))
        this.factors.set(name, {
          a: drawn(`${name} A`, [RANK, shape[1] ?? 0]),
          b: drawn(`${name} B`, [shape[0] ?? 0, RANK]),
        })
  }

  readonly view: ParameterView = (name, { value }) => {
    const found = this.factors.get(name)
    return found ? add(value, matmul(found.b, found.a)) : new Variable(value)
  }

  get parameters(): Variable[] {
    return [...this.factors.values()].flatMap(({ a, b }) => [a, b])
  }
}

describe('an adapter, which no layer knows of', () => {
  let model: BertForMaskedLM
  let lora: Lora
  const before = liveTensors()
  beforeAll(() => {
    model = new BertForMaskedLM(settings, { device: reference, seed: 3 })
    lora = new Lora(model)
  })
  afterAll(() => {
    disposeOf(lora.parameters)
    model.dispose()
    expect(liveTensors()).toBe(before)
  })

  async function logitsOf(of: BertForMaskedLM): Promise<number[]> {
    const found = scope(() => of.forward(batch, { logits: 'all' }))
    const values = [...(await found.logits.data())]
    disposeOf(found)
    return values
  }

  /** The model with B·A added to its weights for good. */
  async function merged(): Promise<BertForMaskedLM> {
    const values = new Map<string, Float64Array>()
    for (const [name, W] of model.parameters()) {
      const shown = scope(() => lora.view(name, W))
      values.set(name, Float64Array.from(await shown.data()))
      if (lora.factors.has(name)) disposeOf(shown)
    }
    return new BertForMaskedLM(settings, { device: reference }, values)
  }

  test('gives the logits of the merged model, and others than the model without it', async () => {
    const plain = await logitsOf(model)
    model.parameterView = lora.view
    const adapted = await logitsOf(model)
    model.parameterView = undefined
    const whole = await merged()
    expect(distance(adapted, await logitsOf(whole))).toBeLessThan(1e-13)
    expect(distance(adapted, plain)).toBeGreaterThan(0.01)
    expect(await logitsOf(model)).toEqual(plain)
    whole.dispose()
  })

  test("gets the gradients that follow from the merged model's: dA = Bᵀ·dW and dB = dW·Aᵀ; W gets none", async () => {
    const whole = await merged()
    const names = [...lora.factors.keys()]
    expect(names).toHaveLength(4)
    const right = scope(() => {
      const weights = [...whole.parameters()].flatMap(([name, W]) => (names.includes(name) ? [W] : []))
      const dW = gradients(whole.loss(batch, { positions: 'labelled' }).loss, weights)
      return names.flatMap((name, index) => {
        const { a, b } = lora.factors.get(name) ?? {}
        const d = dW[index]
        if (!a || !b || !d) throw new Error(`no factors of ${name}`)
        return [matmul(b.value, d, { transposeA: true }), matmul(d, a.value, { transposeB: true })]
      })
    })
    model.parameterView = lora.view
    const found = scope(() => gradients(model.loss(batch, { positions: 'labelled' }).loss, lora.parameters))
    const frozen = [...model.parameters().values()]
    const none = scope(() =>
      gradients(model.loss(batch, { positions: 'labelled' }).loss, frozen, { allowUnused: true }),
    )
    model.parameterView = undefined
    for (const [index, each] of found.entries())
      expect(distance(await each.data(), (await right[index]?.data()) ?? []), names[index >> 1]).toBeLessThan(
        1e-12,
      )
    expect(none.every((each) => each === undefined)).toBe(true)
    disposeOf([right, found, none])
    whole.dispose()
  })
})

test('what a view gives is asked for by every parameter, of an encoder too', async () => {
  const model = new BertModel(settings, { device: reference, seed: 3 })
  const asked = new Set<string>()
  model.parameterView = (name, W) => {
    asked.add(name)
    return mul(W, 1)
  }
  const flows = scope(() => {
    const { poolerOutput } = model.forward(batch)
    if (poolerOutput === undefined) throw new Error('should have a pooler')
    return gradients(sum(square(poolerOutput)), [...model.parameters().values()])
  })
  expect([...asked].sort()).toEqual([...model.parameters().keys()].sort())
  disposeOf(flows)
  model.dispose()
})
