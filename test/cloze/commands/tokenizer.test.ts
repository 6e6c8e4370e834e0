import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tokenizerCommand } from '../../../packages/cloze/src/commands/tokenizer.ts'
import { cloze } from '../cloze.ts'
import { clozeHere, inProcess } from '../in-process.ts'

let work: string
const at = (name: string) => join(work, name)
const text = Array.from(
  { length: 40 },
  (_, i) => `The cat ${i % 3} sat on a mat.\nPlaying, it played ${i % 5} plays.`,
).join('\n\n')
const train = (...flags: string[]) => clozeHere(['tokenizer', 'train', '--corpus', at('text.txt'), ...flags])

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('text.txt'), text)
  await writeFile(at('broken.json'), '{"model": {"type": "BPE"}}')
  await cloze(['tokenizer', 'train', '--corpus', at('text.txt'), '--vocab-size', '70', '--out', at('pieces')])
})
afterAll(() => rm(work, { recursive: true }))

describe('tokenizer train', () => {
  test.each([
    ['wordpiece', ['[CLS]', 'the', 'cat', '[SEP]']],
    ['word', ['[CLS]', 'the', 'cat', '[SEP]']],
    ['character', ['[CLS]', 't', 'h', 'e', ' ', 'c', 'a', 't', '[SEP]']],
  ])('--kind %s writes what tokenizer encode reads', async (kind, tokens) => {
    const made = await train('--kind', kind, '--vocab-size', '70', '--out', at(kind), '--json')
    expect(made.status).toBe(0)
    const report = JSON.parse(made.stdout)
    expect(report).toMatchObject({ kind, lowerCase: true, out: at(kind) })
    expect(report.vocabularySize).toBeLessThanOrEqual(70)
    expect(report.megabytesPerSecond).toBeGreaterThan(0)
    expect((await readdir(at(kind))).sort()).toEqual(['tokenizer.json', 'tokenizer_config.json'])
    const shown = await clozeHere(['tokenizer', 'encode', at(kind), 'The CAT', '--json'])
    expect(JSON.parse(shown.stdout).tokens).toEqual(tokens)
  })

  test('--cased keeps capitals', async () => {
    await train('--cased', '--vocab-size', '90', '--out', at('cased'))
    const shown = await clozeHere([
      'tokenizer',
      'encode',
      join(at('cased'), 'tokenizer.json'),
      'The THE',
      '--json',
    ])
    expect(JSON.parse(shown.stdout).tokens).toEqual(['[CLS]', 'The', '[UNK]', '[SEP]'])
  })
})

describe('tokenizer train on capitals and accents', () => {
  test.each([
    { flags: [], word: 'cafe' },
    { flags: ['--cased'], word: 'Café' },
    { flags: ['--lower-case', '--cased'], word: 'café' },
    { flags: ['--lower-case'], word: 'cafe' },
  ])('with $flags knows $word', async ({ flags, word }) => {
    const out = at(`accents ${flags}`)
    await writeFile(at('fr.txt'), 'Café')
    const args = ['--corpus', at('fr.txt'), '--kind', 'word', '--out', out, '--json', ...flags]
    await inProcess(tokenizerCommand(), 'train', ...args)
    const { model } = JSON.parse(await readFile(join(out, 'tokenizer.json'), 'utf8'))
    expect(Object.keys(model.vocab).filter((token) => /^caf/i.test(token))).toEqual([word])
  })
})

describe('tokenizer encode', () => {
  test('shows each token with its id, its word and the text it comes from', async () => {
    const { stdout } = await cloze(['tokenizer', 'encode', at('pieces'), 'Cat [MASK]', '--pair', 'mats'])
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((row) => row.trim().split(/ {2,}/))
    expect(rows[0]).toEqual(['token', 'id', 'word', 'offsets', 'text'])
    expect(rows.map(([token]) => token)).toEqual([
      'token',
      '[CLS]',
      'cat',
      '[MASK]',
      '[SEP]',
      'mat',
      '##s',
      '[SEP]',
    ])
    expect(rows[2]?.slice(2)).toEqual(['0', '0–3', '"Cat"'])
    expect(rows[6]?.slice(2)).toEqual(['0', '3–4', '"s"'])
  })

  test('prints all that is known as one JSON object', async () => {
    const flags = ['--pair', 'mats', '--max-length', '5', '--json']
    const { stdout } = await clozeHere(['tokenizer', 'encode', at('pieces'), 'Cat [MASK]', ...flags])
    expect(JSON.parse(stdout)).toMatchObject({
      tokens: ['[CLS]', 'cat', '[SEP]', 'mat', '[SEP]'],
      offsets: [
        [0, 0],
        [0, 3],
        [0, 0],
        [0, 3],
        [0, 0],
      ],
      wordIds: [null, 0, null, 0, null],
      textIds: [null, 0, null, 1, null],
      typeIds: [0, 0, 0, 1, 1],
      attentionMask: [1, 1, 1, 1, 1],
      specialTokensMask: [1, 0, 1, 0, 1],
    })
  })
})

describe('pretrain --tokenizer', () => {
  const small = [
    '--corpus',
    'text.txt',
    '--steps',
    '2',
    '--batch-size',
    '4',
    '--sequence-length',
    '16',
    '--json',
  ]
  const pretrain = (...flags: string[]) => clozeHere(['pretrain', ...small.with(1, at('text.txt')), ...flags])

  test('takes a folder, and its model is read by fill-mask, which joins pieces of words', async () => {
    const run = await pretrain('--tokenizer', at('pieces'), '--out', at('run'))
    expect(run).toMatchObject({ status: 0 })
    const filled = await clozeHere(['fill-mask', at('run'), 'The mats [MASK].', '--top-k', '1', '--json'])
    const [[best]] = JSON.parse(filled.stdout).predictions
    expect(best.sequence).toMatch(/^the mats/)
  })

  test.each(['word', 'character'])('learns one of kind %s', async (kind) => {
    const run = await pretrain('--tokenizer', kind, '--vocab-size', '60', '--out', at(`run ${kind}`))
    expect(run).toMatchObject({ status: 0 })
    const evaluated = await clozeHere(['evaluate', at(`run ${kind}`), '--corpus', at('text.txt'), '--json'])
    expect(JSON.parse(evaluated.stdout).loss).toBe(JSON.parse(run.stdout).loss)
  })

  test.each([
    { flags: ['--tokenizer', 'bpe'], status: 2, says: 'bpe: there is no such file or folder' },
    { flags: ['--tokenizer', '.'], status: 2, says: 'is no tokenizer folder: it has no tokenizer.json' },
    { flags: ['--tokenizer', 'broken.json'], status: 1, says: 'broken.json: model.vocab: ' },
    { flags: ['--tokenizer', 'pieces', '--vocab-size', '9'], status: 2, says: 'has its vocabulary' },
    { flags: ['--tokenizer', 'word', '--corpus', 'grammar'], status: 2, says: 'the grammar has its own' },
  ])('$flags is one clear line', async ({ flags, status, says }) => {
    const named = flags.map((flag) => (/^(pieces|\.|broken\.json)$/.test(flag) ? at(flag) : flag))
    const corpus = flags.includes('grammar') ? [] : ['--corpus', at('text.txt')]
    const run = await clozeHere(['pretrain', ...corpus, ...named, '--out', at('none')])
    expect(run).toMatchObject({ status, stdout: '' })
    expect(run.stderr).toContain(says)
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(await readdir(work)).not.toContain('none')
  })
})

describe('a misuse of tokenizer is one clear line', () => {
  test.each([
    { args: ['train', '--out', 'x'], says: "required option '--corpus" },
    { args: ['train', '--corpus', 'text.txt'], says: "required option '--out" },
    { args: ['train', '--corpus', 'grammar', '--out', 'x'], says: 'the grammar has a tokenizer' },
    {
      args: ['train', '--corpus', 'text.txt', '--kind', 'bpe', '--out', 'x'],
      says: 'Allowed choices are wordpiece, word, character',
    },
    { args: ['encode', 'missing', 'a'], says: 'missing: there is no such file or folder' },
    { args: ['encode'], says: "missing required argument 'tokenizer'" },
  ])('tokenizer $args', async ({ args, says }) => {
    const run = await clozeHere(['tokenizer', ...args.map((arg) => (arg === 'text.txt' ? at(arg) : arg))])
    expect(run).toMatchObject({ status: 2, stdout: '' })
    expect(run.stderr).toContain(says)
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})
