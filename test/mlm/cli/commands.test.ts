import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloze, type Ended } from './cloze.ts'

let work: string
const at = (name: string) => join(work, name)
const text = Array.from(
  { length: 40 },
  (_, i) => `The cat ${i % 3} sat on a mat.\nIt was ${i % 5} o'clock.`,
).join('\n\n')

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('text.txt'), text)
  await writeFile(at('empty.txt'), '')
  await writeFile(at('binary.txt'), Uint8Array.of(84, 0, 1, 2, 255))
})
afterAll(() => rm(work, { recursive: true }))

const masked = ['--mask-rate', '0.3']
const small = ['--steps', '3', '--batch-size', '4', '--seed', '7', '--json']
const onText = ['--corpus', 'text.txt', '--vocab-size', '30', '--sequence-length', '16']
const pretrainText = (out: string) =>
  cloze(['pretrain', ...small, ...masked, ...onText.with(1, at('text.txt')), '--out', at(out)])

describe('pretrain on text', () => {
  let runs: Ended[]
  beforeAll(async () => {
    runs = await Promise.all([pretrainText('one'), pretrainText('two')])
  })

  test('prints one JSON object with the documented keys', () => {
    const [run] = runs
    expect(run?.status).toBe(0)
    const result = JSON.parse(run?.stdout ?? '')
    for (const key of ['loss', 'accuracy', 'perplexity', 'tokensPerSecond', 'unigramLoss', 'bigramLoss'])
      expect(result[key], key).toBeTypeOf('number')
    expect(result).toMatchObject({ checkpoint: at('one'), device: 'cpu', threads: 1, seed: 7, steps: 3 })
  })

  test('gives the same weights twice, and their sha256', async () => {
    const [one, two] = runs.map(({ stdout }) => JSON.parse(stdout))
    const bytes = await readFile(join(at('one'), 'model.safetensors'))
    expect(one.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(two.sha256).toBe(one.sha256)
  })

  test('writes a Hugging Face folder, its settings and its log, and nothing half-written', async () => {
    expect((await readdir(at('one'))).sort()).toEqual([
      'config.json',
      'metrics.jsonl',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
      'trainer.json',
    ])
    const lines = (await readFile(join(at('one'), 'metrics.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ loss }) => loss !== undefined).map(({ step }) => step)).toEqual([1, 2, 3])
    expect(lines.at(-1)).toHaveProperty('validationLoss')
  })

  test('is read by fill-mask, and by evaluate, which measures it as the run did', async () => {
    const [evaluated, filled] = await Promise.all([
      cloze(['evaluate', at('one'), '--corpus', at('text.txt'), '--json']),
      cloze(['fill-mask', at('one'), 'the [MASK] sat on [MASK] mat', '--top-k', '2', '--json']),
    ])
    expect(JSON.parse(evaluated.stdout).loss).toBe(JSON.parse(runs[0]?.stdout ?? '').loss)
    const { predictions } = JSON.parse(filled.stdout)
    expect(predictions.map((list: unknown[]) => list.length)).toEqual([2, 2])
    expect(Object.keys(predictions[0][0])).toEqual(['score', 'token', 'token_str', 'sequence'])
    expect(predictions[0][0].sequence).toContain('sat on [MASK] mat')
  })

  test('a model folder that is broken, or none, is one clear line', async () => {
    const weights = join(at('two'), 'model.safetensors')
    await writeFile(weights, (await readFile(weights)).subarray(0, 500))
    const broken = await cloze(['fill-mask', at('two'), 'a [MASK]'])
    expect(broken).toMatchObject({ status: 1, stdout: '' })
    expect(broken.stderr).toMatch(/^cloze: model\.safetensors: .*\n$/)
    const none = await cloze(['fill-mask', work, 'a [MASK]'])
    expect(none).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `cloze: ${work}: is not a model folder: it has no config.json\n`,
    })
  })

  test('a text without [MASK] is one clear line', async () => {
    expect(await cloze(['fill-mask', at('one'), 'the cat'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'cloze: the text has no [MASK] to fill\n',
    })
  })
})

test('Ctrl-C stops after the step, saves, and prints the result', async () => {
  let sent = false
  const run = await cloze(
    ['pretrain', ...small.with(1, '2000'), ...onText.with(1, at('text.txt')), '--out', at('stopped')],
    (stderr, kill) => {
      if (sent || !stderr.includes('step 200/')) return
      sent = true
      kill('SIGINT')
    },
  )
  const { steps, checkpoint } = JSON.parse(run.stdout)
  expect(run.status).toBe(0)
  expect(steps).toBeGreaterThanOrEqual(200)
  expect(steps).toBeLessThan(2000)
  expect(JSON.parse(await readFile(join(checkpoint, 'trainer.json'), 'utf8'))).toMatchObject({
    steps,
    plannedSteps: 2000,
  })
  expect(await readdir(checkpoint)).toContain('model.safetensors')
})

const misuses = [
  { args: ['pretrain', '--stepz', '3'], status: 2, says: "unknown option '--stepz'" },
  { args: ['pretrain', '--steps', '-3'], status: 2, says: 'at least 1' },
  { args: ['pretrain', '--mask-rate', '1.5'], status: 2, says: 'below 1' },
  { args: ['pretrain', '--masking', 'none'], status: 2, says: 'Allowed choices are random' },
  { args: ['pretrain', '--model', 'huge'], status: 2, says: 'must be tiny, mini, small, base' },
  { args: ['pretrain', '--corpus', 'missing.txt'], status: 2, says: 'missing.txt: there is no such file' },
  { args: ['pretrain', '--corpus', 'empty.txt'], status: 1, says: 'empty.txt: no words' },
  {
    args: ['pretrain', '--corpus', 'grammar', 'text.txt'],
    status: 2,
    says: 'name the grammar or text files, not both',
  },
  { args: ['pretrain', '--corpus', 'binary.txt'], status: 1, says: 'binary.txt: a binary file' },
  { args: ['evaluate'], status: 2, says: "missing required argument 'model'" },
  { args: ['train'], status: 2, says: "unknown command 'train'" },
]

describe('a misuse is one clear line, and leaves nothing behind', () => {
  for (const { args, status, says } of misuses)
    test(`cloze ${args.join(' ')}`, async () => {
      const named = args.map((arg) => (arg.endsWith('.txt') ? at(arg) : arg))
      const out = `misused ${args.join(' ')}`
      const run = await cloze(args[0] === 'pretrain' ? [...named, '--out', at(out)] : named)
      expect(run).toMatchObject({ status, stdout: '' })
      expect(run.stderr).toContain(says)
      expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(await readdir(work)).not.toContain(out)
    })
})
