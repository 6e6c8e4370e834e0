/** The commands on the embedded grammar, and with a model from a file. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloze, type Ended } from './cloze.ts'
import { clozeHere } from './in-process.ts'

let work: string
let pretrained: Ended
const at = (name: string) => join(work, name)
const config = async (run: string) => JSON.parse(await readFile(join(at(run), 'config.json'), 'utf8'))

const file = {
  model_type: 'bert',
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 8,
  hidden_dropout_prob: 0.25,
  attention_probs_dropout_prob: 0.125,
  max_position_embeddings: 100,
}
const pretrain = (out: string, ...more: string[]) => [
  ...['pretrain', '--model', at('small.json'), '--steps', '2'],
  ...['--batch-size', '4', '--seed', '5', '--json', '--out', at(out), ...more],
]

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('small.json'), JSON.stringify(file))
  pretrained = await cloze(pretrain('run', '--corpus', 'grammar'))
})
afterAll(() => rm(work, { recursive: true }))

const numbers = ['loss', 'floor', 'gap', 'accuracy', 'bestAccuracy', 'perplexity', 'agreement', 'tokens']
const baselines = ['unigramLoss', 'unigramAccuracy', 'bigramLoss', 'bigramAccuracy']

describe('on the grammar', () => {
  test('pretrain prints how far from perfect the model is, on 20,000 masked tokens at least', () => {
    expect(pretrained.status).toBe(0)
    const result = JSON.parse(pretrained.stdout)
    for (const key of [...numbers, ...baselines, 'tokensPerSecond'])
      expect(result[key], key).toBeTypeOf('number')
    expect(result.tokens).toBeGreaterThanOrEqual(20_000)
    expect(result.gap).toBeCloseTo(result.loss - result.floor, 12)
    expect(result.gapInterval).toHaveLength(2)
    expect(result.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(result).toMatchObject({
      checkpoint: at('run'),
      device: 'cpu',
      threads: availableParallelism(),
      seed: 5,
      steps: 2,
    })
  })

  test('evaluate measures the model as the run did', async () => {
    const run = await clozeHere(['evaluate', at('run'), '--json'])
    expect(run).toMatchObject({ status: 0, stderr: '' })
    const {
      tokensPerSecond: _,
      checkpoint: _c,
      sha256: _s,
      threads: _t,
      steps: _n,
      ...measured
    } = JSON.parse(pretrained.stdout)
    expect(JSON.parse(run.stdout)).toEqual(measured)
  })
})

describe('a model from a config.json', () => {
  test('keeps its dropout and its positions', async () => {
    expect(await config('run')).toMatchObject(file)
  })

  test('has as many positions as the longest sequence needs, and the dropout that is asked for', async () => {
    await writeFile(at('small.json'), JSON.stringify({ ...file, max_position_embeddings: 4 }))
    await writeFile(at('text.txt'), 'a b c d e f\n\na c e b d f')
    const text = ['--corpus', at('text.txt'), '--sequence-length', '9', '--dropout', '0.5']
    expect((await clozeHere(pretrain('other', ...text))).status).toBe(0)
    expect(await config('other')).toMatchObject({
      max_position_embeddings: 9,
      hidden_dropout_prob: 0.5,
      attention_probs_dropout_prob: 0.5,
    })
  })
})
