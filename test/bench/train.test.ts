import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BertForMaskedLM, savePretrained } from '@cloze/bert'
import { folderStorage } from '@cloze/mlm/node'
import { createCpu } from '@cloze/tensor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIds, randomBatch, readBatches, tokensOf } from '../../bench/training/batches.ts'
import { bench } from './run.ts'

const small = ['--batch-size', '2', '--sequence-length', '8', '--vocab-size', '50', '--warmup', '0']

test('train --json has the speed of training, and what ran', async () => {
  const run = await bench('train', ...small, '--steps', '2', '--threads', '1', '--json')
  const result = JSON.parse(run.stdout)
  expect(result.tokensPerSecond).toBeGreaterThan(0)
  expect(result.peakResidentBytes).toBeGreaterThan(0)
  expect(result.losses).toHaveLength(2)
  expect(result).toMatchObject({ model: 'tiny', logits: 'labelled', threads: 1, node: process.version })
})

test('train --profile tells where the time goes', async () => {
  const run = await bench('train', ...small, '--steps', '1', '--profile', '--json')
  const { kernels, shapes } = JSON.parse(run.stdout).profile
  const total = kernels.reduce((sum: number, { share }: { share: number }) => sum + share, 0)
  expect(total).toBeCloseTo(1, 6)
  expect(kernels.map(({ name }: { name: string }) => name)).toContain('outside of kernels')
  expect(shapes.length).toBeGreaterThan(kernels.length)
})

describe('given work', () => {
  let path = ''
  const labels = [
    [-100, 3, -100, -100],
    [4, -100, -100, -100],
  ]
  const batch = {
    input_ids: [
      [1, 2, 3, 4],
      [5, 6, 0, 0],
    ],
    labels,
    attention_mask: [
      [1, 1, 1, 1],
      [1, 1, 0, 0],
    ],
  }
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'cloze-bench-'))
    const device = createCpu({ threads: 1 })
    const model = new BertForMaskedLM(
      {
        vocabSize: 20,
        hiddenSize: 16,
        numHiddenLayers: 1,
        numAttentionHeads: 2,
        intermediateSize: 32,
        maxPositionEmbeddings: 8,
      },
      { device, seed: 5 },
    )
    await savePretrained(folderStorage(join(path, 'model')), model)
    model.dispose()
    device.dispose()
    await writeFile(join(path, 'batch.json'), JSON.stringify(batch))
  })
  afterAll(() => rm(path, { recursive: true }))

  test('gives the same trace of losses each time, whatever is asked for of logits and threads', async () => {
    const args = ['train', '--from', join(path, 'model'), '--batch', join(path, 'batch.json'), '--json']
    const [one, two] = await Promise.all([
      bench(...args, '--steps', '3', '--warmup', '2', '--threads', '1'),
      bench(...args, '--steps', '4', '--warmup', '1', '--threads', '2', '--logits', 'all'),
    ])
    const [first, second] = [JSON.parse(one.stdout), JSON.parse(two.stdout)]
    expect(first.losses).toHaveLength(5)
    expect(first.losses[4]).toBeLessThan(first.losses[0])
    expect(first.dropout).toBe(0)
    first.losses.forEach((loss: number, step: number) => {
      expect(second.losses[step]).toBeCloseTo(loss, 5)
    })
  })

  test('counts no padding as tokens', async () => {
    expect(tokensOf((await readBatches(join(path, 'batch.json')))[0])).toBe(6)
  })

  for (const [what, content, says] of [
    ['no JSON', '{', 'is not JSON'],
    ['another key', '{"inputIds": [[1]]}', 'input_ids: Invalid input: expected array, received undefined'],
    [
      'rows of different lengths',
      '{"input_ids": [[1, 2], [3]], "labels": [[1, 2], [3]]}',
      'must be 2 rows of 2',
    ],
  ] as const)
    test(`${what} in a file of batches is said to be wrong`, async () => {
      const file = join(path, 'wrong.json')
      await writeFile(file, content)
      await expect(readBatches(file)).rejects.toThrow(says)
    })
})

test('random batches have as much padding as is asked for, a label, and the same cells each time', () => {
  const options = { vocabularySize: 100, batchSize: 64, sequenceLength: 128, padding: 0.25 }
  const batch = randomBatch(3, options)
  expect(batch).toEqual(randomBatch(3, options))
  expect(tokensOf(batch) / (64 * 128)).toBeCloseTo(0.75, 1)
  expect(batch.labels?.some((label) => label >= 0)).toBe(true)
  batch.attentionMask.forEach((one, index) => {
    if (one === 0) expect([batch.inputIds[index], batch.labels?.[index]]).toEqual([0, -100])
  })
  expect(tokensOf(randomBatch(0, { ...options, padding: 0 }))).toBe(64 * 128)
})

test('an id or a label that no vocabulary of that size has is said to be wrong', () => {
  const batch = randomBatch(0, { vocabularySize: 100, batchSize: 2, sequenceLength: 4, padding: 0 })
  expect(() => checkIds(batch, 100, '--batch x.json')).not.toThrow()
  const [inputIds, labels] = [batch.inputIds.with(1, 100), Int32Array.of(-100, 100)]
  expect(() => checkIds({ ...batch, inputIds }, 100, '--batch x.json')).toThrow(
    '--batch x.json: input_ids has 100, but must have ids of 0…99',
  )
  expect(() => checkIds({ ...batch, labels }, 100, '--batch x.json')).toThrow('labels has 100')
})
