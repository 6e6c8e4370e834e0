import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { strategies } from '@cloze/mlm/masking'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloze, type Ended } from '../cloze.ts'
import { clozeHere } from '../in-process.ts'

let work: string
const at = (name: string) => join(work, name)
const text = Array.from(
  { length: 40 },
  (_, i) => `The cat ${i % 3} sat on a mat.\nIt was ${i % 5} o'clock.`,
).join('\n\n')

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('text.txt'), text)
})
afterAll(() => rm(work, { recursive: true }))

const masked = ['--mask-rate', '0.3']
const small = ['--steps', '3', '--batch-size', '4', '--seed', '7', '--json']
const onText = ['--corpus', 'text.txt', '--vocab-size', '90', '--sequence-length', '16']
const pretrainText = (out: string) => [
  ...['pretrain', ...small, ...masked, ...onText.with(1, at('text.txt')), '--out', at(out)],
]

describe('pretrain on text', () => {
  let runs: Ended[]
  beforeAll(async () => {
    runs = await Promise.all([cloze(pretrainText('one')), clozeHere(pretrainText('two'))])
  })

  test('prints one JSON object with the documented keys', () => {
    const [run] = runs
    expect(run?.status).toBe(0)
    const result = JSON.parse(run?.stdout ?? '')
    for (const key of ['loss', 'accuracy', 'perplexity', 'tokensPerSecond', 'unigramLoss', 'bigramLoss'])
      expect(result[key], key).toBeTypeOf('number')
    expect(result).toMatchObject({
      checkpoint: at('one'),
      device: 'cpu',
      threads: availableParallelism(),
      seed: 7,
      steps: 3,
    })
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
    expect(lines.filter(({ loss }) => loss !== undefined).map(({ step }) => step)).toEqual([1, 3])
    expect(lines.at(-1)).toHaveProperty('validationLoss')
  })

  test('is read by fill-mask, and by evaluate, which measures it as the run did', async () => {
    const evaluated = await clozeHere(['evaluate', at('one'), '--corpus', at('text.txt'), '--json'])
    const text = 'the [MASK] sat on [MASK] mat'
    const filled = await clozeHere(['fill-mask', at('one'), text, '--top-k', '2', '--json'])
    expect(JSON.parse(evaluated.stdout).loss).toBe(JSON.parse(runs[0]?.stdout ?? '').loss)
    const { predictions } = JSON.parse(filled.stdout)
    expect(predictions.map((list: unknown[]) => list.length)).toEqual([2, 2])
    expect(Object.keys(predictions[0][0])).toEqual(['score', 'token', 'token_str', 'sequence'])
    expect(predictions[0][0].sequence).toContain('sat on [MASK] mat')
  })

  test('its held-out part is scored whatever the seed of the masks', async () => {
    // Where every word is masked, what is scored are the words of the held-out documents: no two have as many.
    const record = join(at('two'), 'trainer.json')
    const written = JSON.parse(await readFile(record, 'utf8'))
    await writeFile(record, JSON.stringify({ ...written, masking: { ...written.masking, rate: 1 } }))
    await writeFile(
      at('lengths.txt'),
      Array.from({ length: 14 }, (_, i) => 'cat '.repeat(i + 1)).join('\n\n'),
    )
    const scored: Ended[] = []
    for (const seed of [[], ['--seed', '1'], ['--seed', '2']])
      scored.push(await clozeHere(['evaluate', at('two'), '--corpus', at('lengths.txt'), '--json', ...seed]))
    const found = scored.map(({ stdout }) => JSON.parse(stdout))
    expect(found.map(({ seed }) => seed)).toEqual([7, 1, 2])
    expect(new Set(found.map(({ tokens }) => tokens)).size).toBe(1)
  })
})

describe('pretrain with changed copies', () => {
  const augmented = (out: string, flags: readonly string[]) => [
    ...['pretrain', ...small, ...onText.with(1, at('text.txt')), ...flags, '--out', at(out)],
  ]
  const record = async (out: string) => JSON.parse(await readFile(join(at(out), 'trainer.json'), 'utf8'))

  test('learns from them, keeps the tokenizer, the baselines and the validation, and says so in its record', async () => {
    const flags = ['--augment', 'swap,delete', '--augment-rate', '0.2', '--augment-copies', '2']
    const [run, again] = await Promise.all([
      clozeHere(augmented('changed', flags)),
      cloze(augmented('changed again', flags)),
    ])
    const plain = await clozeHere(augmented('plain', []))
    expect(run.status, run.stderr).toBe(0)
    const [one, two, three] = [plain, run, again].map(({ stdout }) => JSON.parse(stdout))
    expect(two.sha256).not.toBe(one.sha256)
    expect(three.sha256).toBe(two.sha256)
    for (const key of ['tokens', 'unigramLoss', 'bigramLoss']) expect(two[key], key).toBe(one[key])
    const tokenizers = ['plain', 'changed'].map((out) => readFile(join(at(out), 'tokenizer.json'), 'utf8'))
    expect(await tokenizers[1]).toBe(await tokenizers[0])
    expect((await record('changed')).augmentation).toEqual({
      names: ['swap', 'delete'],
      rate: 0.2,
      copies: 2,
    })
    expect(await record('plain')).not.toHaveProperty('augmentation')
    const model = ['--augment', 'synonyms,paraphrase', '--augment-model', at('changed')]
    const byModel = await clozeHere(augmented('by a model', model))
    expect(byModel.status, byModel.stderr).toBe(0)
    expect((await record('by a model')).augmentation).toMatchObject({ names: ['synonyms', 'paraphrase'] })
  })
})

describe('pretrain with masking of its own', () => {
  const flags = ['--masking', 'span', '--mask-rate', '0.4:0.2', '--masked', '1', '--replaced', '0']
  let run: Ended
  beforeAll(async () => {
    const text = onText.with(1, at('text.txt'))
    run = await clozeHere(['pretrain', ...small, ...flags, ...text, '--out', at('span')])
  })

  test('keeps it in its record, and evaluate measures the model so', async () => {
    expect(run.status).toBe(0)
    const { masking } = JSON.parse(await readFile(join(at('span'), 'trainer.json'), 'utf8'))
    expect(masking).toMatchObject({ strategy: 'span', rate: { from: 0.4, to: 0.2 }, masked: 1, replaced: 0 })
    const again = await clozeHere(['evaluate', at('span'), '--corpus', at('text.txt'), '--json'])
    const { loss, tokens } = JSON.parse(run.stdout)
    expect(JSON.parse(again.stdout)).toMatchObject({ loss, tokens })
  })

  test('can be evaluated by other masking', async () => {
    const other = ['--masking', 'fixed', '--mask-positions', '0']
    const fixed = await clozeHere(['evaluate', at('span'), '--corpus', at('text.txt'), '--json', ...other])
    const [, heldOut] = run.stderr.match(/(\d+) for validation/) ?? []
    expect(JSON.parse(fixed.stdout).tokens).toBe(2 * Number(heldOut)) // one a sequence, of which a document has two
  })
})

describe('mask show', () => {
  test('prints examples without colours, the rate, and how long runs are', async () => {
    const { status, stdout, stderr } = await cloze(['mask', 'show', at('text.txt'), '--masking', 'span'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('masking span · rate 0.15')
    expect(stdout).toMatch(/\[CLS\] .*\[SEP\]/)
    expect(stdout).toMatch(/40 sequences: of \d+ tokens \d+ are to be predicted, 1\d\.\d %/)
    expect(stdout).toMatch(/^tokens in a row +runs +share$/m)
    expect(stdout).not.toContain('\u001b')
  })

  test('prints one JSON object, and writes a page', async () => {
    const page = at('page.html')
    const args = ['--masking', 'whole-word', '--examples', '2', '--html', page, '--json']
    const { status, stdout } = await clozeHere(['mask', 'show', 'grammar', ...args])
    expect(status).toBe(0)
    const found = JSON.parse(stdout)
    expect(found).toMatchObject({ masking: { strategy: 'whole-word', rate: 0.15 }, sequences: 2000 })
    expect(found.examples).toHaveLength(2)
    expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<meter[\s\S]*<\/html>\n$/)
  })

  test('shows what the flags of every strategy are', async () => {
    const { stdout } = await clozeHere(['mask', 'show', '--help'])
    for (const { name, summary, options } of strategies) {
      expect(stdout).toContain(`${name.padEnd(12)}${summary}`)
      for (const key of Object.keys(options.shape)) expect(stdout).toContain(`--mask-${key} <${key}>`)
    }
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
