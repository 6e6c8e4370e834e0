import { readFile } from 'node:fs/promises'
import { gradients, type Variable } from '@cloze/autograd'
import {
  BertForMaskedLM,
  BertModel,
  bertConfig,
  fromPretrained,
  parseConfig,
  savePretrained,
} from '@cloze/bert'
import {
  add,
  cpu,
  type Device,
  disposeOf,
  mul,
  reference,
  type Shape,
  scope,
  square,
  sum,
  tensor,
} from '@cloze/tensor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import { bertBatch, bertFixture } from '../fixtures/bert.ts'
import { encoderFixture as fixture } from '../fixtures/encoder.ts'
import { distance } from './distance.ts'
import { memory } from './memory.ts'
import { small } from './small.ts'

const { labels: _, ...batch } = bertBatch
const [batchSize, sequenceLength] = bertFixture.batch.shape
const everything = { outputHiddenStates: true, outputAttentions: true }

/** As transformers saved it. */
const folder = {
  read: (name: string) => readFile(new URL(`../fixtures/models/encoder/${name}`, import.meta.url)),
}

async function opened(device: Device): Promise<BertModel> {
  const model = await fromPretrained(folder, { device })
  if (!(model instanceof BertModel)) throw new Error('should be an encoder')
  return model
}

eachLeavesNoTensor()

for (const { device, bound } of [
  { device: reference, bound: () => 1e-10 },
  // twice the error that PyTorch's own float32 makes
  { device: cpu, bound: (pytorch: number) => 2 * Math.max(pytorch, 6e-8) },
])
  describe(`BertModel on ${device.name}`, () => {
    let model: BertModel
    beforeAll(async () => {
      model = await opened(device)
    })
    afterAll(() => {
      model.dispose()
    })

    const outputs = () =>
      scope(() => {
        const { poolerOutput, ...given } = model.forward(batch, everything)
        return { poolerOutput: poolerOutput ? [poolerOutput] : [], ...given }
      })

    for (const name of ['poolerOutput', 'hiddenStates', 'attentions'] as const)
      test(`gives transformers' ${name}`, async () => {
        const given = outputs()
        const found = given[name] ?? []
        expect(found.map(({ shape }) => shape)).toEqual(fixture[name].map(({ shape }) => shape))
        for (const [index, { values }] of fixture[name].entries())
          expect(distance((await found[index]?.data()) ?? [], values), `${name}[${index}]`).toBeLessThan(
            bound(fixture.float32Error[name][index] ?? 0),
          )
        disposeOf(given)
      })

    test('ends with the last of the hidden states', async () => {
      const given = outputs()
      expect(await given.lastHiddenState.data()).toEqual(await given.hiddenStates?.at(-1)?.data())
      disposeOf(given)
    })

    test("gives PyTorch's gradients of all of it together", async () => {
      const parameters = [...model.parameters()]
      const found = scope(() => {
        const { poolerOutput, hiddenStates = [], attentions = [] } = model.forward(batch, everything)
        const mask = (shape: Shape) => tensor(batch.attentionMask, { shape, device })
        const squares = [
          ...(poolerOutput ? [poolerOutput] : []),
          ...hiddenStates.map((each) => mul(each, mask([batchSize, sequenceLength, 1]))),
          ...attentions.map((each) => mul(each, mask([batchSize, 1, sequenceLength, 1]))),
        ].map((each) => sum(square(each)))
        const loss = squares.reduce((total, each) => add(total, each))
        return gradients(
          loss,
          parameters.map(([, variable]) => variable),
        )
      })
      let held = 0
      for (const [index, [name]] of parameters.entries()) {
        const right = fixture.gradients[name]
        if (right === undefined) continue
        held++
        expect(distance((await found[index]?.data()) ?? [], right.values), name).toBeLessThan(
          bound(fixture.float32Error.gradients[name] ?? 0),
        )
      }
      expect(held).toBe(parameters.length - model.config.numHiddenLayers)
      disposeOf(found)
    })

    test('gives the same bits whether more is asked for or not', async () => {
      const [plain, asked] = scope(() => [model.forward(batch), model.forward(batch, everything)] as const)
      expect(Object.keys(plain).sort()).toEqual(['lastHiddenState', 'poolerOutput'])
      expect(await plain.lastHiddenState.data()).toEqual(await asked.lastHiddenState.data())
      expect(await plain.poolerOutput?.data()).toEqual(await asked.poolerOutput?.data())
      disposeOf([plain, asked])
    })
  })

describe('under a head', () => {
  const config = parseConfig(bertFixture.config, 'config.json')
  // The fixture's third sequence has a hole in its mask, with which padding stays. Without it sequences lie end to end.
  const cells = 2 * sequenceLength
  const whole = {
    batchSize: 2,
    sequenceLength,
    inputIds: batch.inputIds.subarray(0, cells),
    attentionMask: batch.attentionMask.subarray(0, cells),
    tokenTypeIds: batch.tokenTypeIds.subarray(0, cells),
    labels: Int32Array.from(bertFixture.batch.labels.slice(0, cells)),
  }

  const values = async (variables: readonly Variable[] = []) =>
    Promise.all(variables.map(async (each) => [...(await each.data())]))

  /** The rows of tokens of an output, (B, S, H) or (B, h, S, S), in the first two sequences, or those of padding. */
  const rowsOf = (output: readonly number[], width: number, perSequence: number, kind: 0 | 1) =>
    Array.from({ length: 2 * perSequence }, (_, row) => row)
      .filter((row) => {
        const [sequence, position] = [Math.floor(row / perSequence), row % sequenceLength]
        return whole.attentionMask[sequence * sequenceLength + position] === kind
      })
      .flatMap((row) => output.slice(row * width, (row + 1) * width))
  const sizes = {
    hiddenStates: [config.hiddenSize, sequenceLength],
    attentions: [sequenceLength, config.numAttentionHeads * sequenceLength],
  } as const

  const headOn = (device: Device) =>
    new BertForMaskedLM(
      config,
      { device },
      new Map(Object.entries(bertFixture.parameters).map(([name, each]) => [name, each.values])),
    )

  for (const [device, logits, how] of [
    [cpu, 'labelled', 'end to end'],
    [cpu, 'all', 'side by side'],
    [reference, 'all', 'side by side'],
  ] as const)
    test(`its outputs are transformers' at every token, of sequences ${how} on ${device.name}`, async () => {
      const head = headOn(device)
      const found = scope(() => head.forward(whole, { logits, ...everything }))
      for (const name of ['hiddenStates', 'attentions'] as const) {
        const outputs = await values(found[name])
        expect(outputs).toHaveLength(fixture[name].length)
        for (const [index, right] of fixture[name].entries()) {
          expect(found[name]?.[index]?.shape).toEqual([2, ...right.shape.slice(1)])
          const [atTokens, atPadding] = ([1, 0] as const)
            .map((kind) =>
              [outputs[index] ?? [], [...right.values]].map((each) => rowsOf(each, ...sizes[name], kind)),
            )
            .map(([x = [], y = []]) => distance(x, y))
          const bound = device === reference ? 1e-10 : 2 * (fixture.float32Error[name][index] ?? 0)
          expect(atTokens, `${name}[${index}]`).toBeLessThan(bound)
          // end to end there is no padding, and what stands there is no output
          if (how === 'side by side') expect(atPadding).toBeLessThan(bound)
          else expect(atPadding).toBeGreaterThan(0.01)
        }
      }
      disposeOf(found)
      head.dispose()
    })

  test('asking for them changes no bit of the logits', async () => {
    const head = headOn(cpu)
    for (const logits of ['labelled', 'all'] as const) {
      const [plain, asked] = scope(() =>
        [{}, everything].map((options) => head.forward(whole, { logits, ...options }).logits),
      )
      expect(await asked?.data()).toEqual(await plain?.data())
      disposeOf([plain, asked])
    }
    head.dispose()
  })
})

describe('the names of an encoder', () => {
  const config = bertConfig(small)

  test('are those it has under a head, without bert., and it draws the same numbers of a seed', async () => {
    const [encoder, head] = [new BertModel(config, { seed: 4 }), new BertForMaskedLM(config, { seed: 4 })]
    const under = new Map(
      [...head.parameters()].flatMap(([name, each]) =>
        name.startsWith('bert.') ? [[name.slice('bert.'.length), each] as const] : [],
      ),
    )
    expect([...encoder.parameters().keys()]).toEqual([
      ...under.keys(),
      'pooler.dense.weight',
      'pooler.dense.bias',
    ])
    for (const [name, each] of under)
      expect(await encoder.parameters().get(name)?.data()).toEqual(await each.data())
    encoder.dispose()
    head.dispose()
  })

  test('a folder without a pooler opens without, says so, and is written without', async () => {
    const model = new BertModel(config, { seed: 1, addPoolingLayer: false })
    const files = memory()
    await savePretrained(files, model)
    model.dispose()
    const notes: string[] = []
    const again = await fromPretrained(files, { onNote: (note) => notes.push(note) })
    expect(notes).toEqual(['model.safetensors: has no pooler, so the model gives no poolerOutput'])
    expect([...again.parameters().keys()].filter((name) => name.startsWith('pooler'))).toEqual([])
    if (!(again instanceof BertModel)) throw new Error('should be an encoder')
    const given = scope(() =>
      again.forward({
        ...batch,
        batchSize: 1,
        sequenceLength: 2,
        inputIds: Int32Array.of(1, 2),
        attentionMask: Int32Array.of(1, 1),
        tokenTypeIds: Int32Array.of(0, 0),
      }),
    )
    expect(Object.keys(given)).toEqual(['lastHiddenState'])
    disposeOf(given)
    const copy = memory()
    await savePretrained(copy, again)
    expect(copy.files).toEqual(files.files)
    again.dispose()
  })
})
