import { gradients, Variable } from '@cloze/autograd'
import { BertForMaskedLM, type MaskedBatch } from '@cloze/bert'
import {
  cpu,
  type Device,
  disposeOf,
  dropoutKey,
  gather,
  liveTensors,
  matmul,
  random,
  reference,
  reshape,
  scope,
  tensor,
  transpose,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { layoutOf } from '../../packages/bert/src/batch-layout.ts'

/** Six sequences of different lengths; a label at every third token. */
function batchOf(lengths: readonly number[]): MaskedBatch {
  const sequenceLength = Math.max(...lengths)
  const size = lengths.length * sequenceLength
  const attentionMask = Int32Array.from({ length: size }, (_, i) =>
    i % sequenceLength < (lengths[Math.floor(i / sequenceLength)] ?? 0) ? 1 : 0,
  )
  const inputIds = attentionMask.map((token, i) => (token ? 1 + ((7 * i) % 29) : 0))
  return {
    batchSize: lengths.length,
    sequenceLength,
    inputIds,
    attentionMask,
    tokenTypeIds: new Int32Array(size),
    labels: inputIds.map((id, i) => (attentionMask[i] && i % 3 === 0 ? id : -100)),
  }
}

/** The same device without the kernels that spare padding. */
const withPadding: Device = {
  ...cpu,
  fused: new Map([...(cpu.fused ?? [])].filter(([{ name }]) => !name.startsWith('packed'))),
}

const modelOn = (device: Device) =>
  new BertForMaskedLM(
    {
      vocabSize: 31,
      hiddenSize: 12,
      numHiddenLayers: 2,
      numAttentionHeads: 3,
      intermediateSize: 20,
      maxPositionEmbeddings: 48,
      hiddenDropoutProb: 0.2,
      attentionProbsDropoutProb: 0.2,
    },
    { device, seed: 3 },
  )

async function stepOn(device: Device, batch: MaskedBatch) {
  const model = modelOn(device)
  const parameters = [...model.parameters().values()]
  const found = scope(() => {
    const { loss } = model.loss(batch, {
      positions: 'labelled',
      dropout: { seed: 1, step: 2, firstExample: 5 },
    })
    return { loss: loss.value, flows: gradients(loss, parameters) }
  })
  const values = { loss: await found.loss.item(), flows: await Promise.all(found.flows.map((x) => x.data())) }
  disposeOf(found)
  model.dispose()
  return values
}

describe('a batch with padding', () => {
  for (const lengths of [
    [3, 9, 1, 7, 12, 4],
    [40, 2, 33],
  ])
    test(`gives the same loss and gradients without it, the same cells dropped: ${lengths}`, async () => {
      const before = liveTensors()
      const batch = batchOf(lengths)
      const [spared, padded] = [await stepOn(cpu, batch), await stepOn(withPadding, batch)]
      expect(Math.abs(spared.loss - padded.loss)).toBeLessThan(2e-6)
      for (const [place, flow] of padded.flows.entries())
        for (const [i, x] of [...flow].entries())
          expect(Math.abs(x - (spared.flows[place]?.[i] ?? Number.NaN))).toBeLessThan(2e-6)
      expect(liveTensors()).toBe(before)
    })

  test('attends within each sequence where mask and lengths say the same, in a forward pass too', async () => {
    const batch = batchOf([3, 9, 1, 7])
    const rows = async (device: Device) => {
      const model = modelOn(device)
      const logits = scope(() => model.forward(batch, { logits: 'labelled' }).logits.value)
      const values = [...(await logits.data())]
      logits.dispose()
      model.dispose()
      return values
    }
    const [spared, padded] = [await rows(cpu), await rows(withPadding)]
    expect(spared.length).toBe(padded.length)
    expect(Math.max(...spared.map((x, i) => Math.abs(x - (padded[i] ?? Number.NaN))))).toBeLessThan(2e-6)
  })

  test('may have holes in its mask, or labels on padding: then padding stays', async () => {
    const plain = batchOf([5, 2, 4])
    const holes = { ...plain, attentionMask: plain.attentionMask.with(1, 0) }
    const labelled = { ...plain, labels: (plain.labels ?? new Int32Array()).with(9, 3) }
    for (const batch of [holes, labelled])
      expect((await stepOn(cpu, batch)).loss).toBe((await stepOn(withPadding, batch)).loss)
  })

  test('gives on cpu, without it, what plain loops give with it', async () => {
    const batch = batchOf([5, 2, 4])
    const [spared, right] = [await stepOn(cpu, batch), await stepOn(reference, batch)]
    expect(Math.abs(spared.loss - right.loss)).toBeLessThan(2e-6)
  })
})

describe('the probabilities of attention', () => {
  const [heads, size] = [2, 6]
  const batch = batchOf([3, 7, 1, 5])
  const S = batch.sequenceLength
  const normal = (name: string, rows: number) => {
    const stream = random(4, name)
    return tensor(
      Array.from({ length: rows * size }, () => 4 * stream.uniform() - 2),
      { shape: [rows, size] },
    )
  }
  const rowsOfTokens = [...batch.attentionMask.keys()].filter((at) => batch.attentionMask[at] === 1)

  for (const how of ['end to end', 'side by side'])
    for (const rate of [0, 0.4])
      test(`times the values are what attention gives, of sequences ${how}, ${rate} of them dropped`, async () => {
        const dropout = rate > 0 ? { rate, key: dropoutKey(1, 2, 'here'), firstExample: 3 } : undefined
        const found = scope(() => {
          const lying = layoutOf(batch, cpu, how === 'side by side')
          const packed = lying.inputIds.shape.length === 1
          expect(packed).toBe(how === 'end to end')
          const [query, key, value] = ['query', 'key', 'value'].map((name) => {
            const rows = normal(name, 4 * S) // (B·S, H)
            if (!packed) return new Variable(reshape(rows, [4, S, size])) // (B, S, H)
            return new Variable(gather(rows, tensor(Int32Array.from(rowsOfTokens)))) // (T, H)
          }) as [Variable, Variable, Variable]
          const weights = lying.probabilities(query, key, { heads, dropout }) // (B, h, S, S)
          const values = reshape(lying.pad(value), [4, S, heads, size / heads])
          const products = matmul(weights, transpose(values, [0, 2, 1, 3])) // (B, h, S, d)
          return {
            weights,
            given: lying.pad(lying.attend(query, key, value, { heads, dropout })), // (B, S, H)
            made: reshape(transpose(products, [0, 2, 1, 3]), [4, S, size]), // (B, S, H)
          }
        })
        const [given, made] = [await found.given.data(), await found.made.data()]
        for (const row of rowsOfTokens)
          for (let i = row * size; i < (row + 1) * size; i++)
            expect(Math.abs((given[i] ?? Number.NaN) - (made[i] ?? Number.NaN))).toBeLessThan(1e-5)
        const dropped = [...(await found.weights.data())].filter((weight) => weight === 0).length
        const masked = 4 * heads * S * S - heads * S * rowsOfTokens.length
        if (rate === 0) expect(dropped).toBe(masked)
        else expect(dropped).toBeGreaterThan(masked)
        disposeOf(found)
      })
})
