import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateCommand } from '../../../packages/cloze/src/commands/evaluate.ts'
import { fillMaskCommand } from '../../../packages/cloze/src/commands/fill-mask.ts'
import { maskCommand } from '../../../packages/cloze/src/commands/mask.ts'
import { pretrainCommand } from '../../../packages/cloze/src/commands/pretrain.ts'
import { tokenizerCommand } from '../../../packages/cloze/src/commands/tokenizer.ts'
import { longWords } from '../../fixtures/long-words.ts'
import { inProcess } from '../in-process.ts'
import { saveTinyModel } from '../tiny-model.ts'

let work: string
const at = (name: string) => join(work, name)
const ideographs = Array.from({ length: 1400 }, (_, index) => String.fromCodePoint(0x4e00 + index))

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('zh.txt'), ideographs.join(''))
  await writeFile(at('long.txt'), longWords.join('\n\n'))
  await writeFile(at('en.txt'), 'the cat sat\n\nthe mat\n\non the mat the cat sat')
  await writeFile(at('half.txt'), 'the dog sat\n\nthe dog\n\na dog the cat sat')
  await writeFile(at('lines.txt'), 'the cat sat\nthe dog ran\na cat ran\n')
  await saveTinyModel(at('model'))
})
afterAll(() => rm(work, { recursive: true }))

const train = (corpus: string, ...flags: string[]) =>
  inProcess(
    tokenizerCommand(),
    'train',
    '--corpus',
    at(corpus),
    '--out',
    at('made'),
    '--overwrite',
    '--json',
    ...flags,
  )
const pretrain = (corpus: string, ...flags: string[]) =>
  inProcess(
    pretrainCommand(),
    ...[
      '--corpus',
      at(corpus),
      '--out',
      at('run'),
      '--overwrite',
      '--steps',
      '1',
      '--batch-size',
      '2',
      '--json',
    ],
    ...['--sequence-length', '16', '--vocab-size', '400', ...flags],
  )

describe('tokenizer train says the share of [UNK]', () => {
  test.each([
    { corpus: 'zh.txt', flags: [], share: 0 },
    { corpus: 'long.txt', flags: [], share: 0 },
    {
      corpus: 'zh.txt',
      flags: ['--alphabet-limit', '1000'],
      share: 400 / 1400,
      says: 'Raise --alphabet-limit 1000',
    },
    { corpus: 'zh.txt', flags: ['--vocab-size', '705'], share: 0.5, says: 'Raise --vocab-size.' },
    {
      corpus: 'en.txt',
      flags: ['--kind', 'word', '--vocab-size', '7'],
      share: 5 / 11,
      says: '--kind wordpiece',
    },
  ])('of $corpus with $flags: $share', async ({ corpus, flags, share, says }) => {
    const { stdout, stderr } = await train(corpus, ...flags)
    expect(JSON.parse(stdout).unknownShare).toBeCloseTo(share, 12)
    expect(stderr).toContain(share === 0 ? 'Tokens that are [UNK]: none.' : says)
    expect(stderr.includes('Warning')).toBe(share > 0.01)
  })

  test.each(['word', 'character'])('and takes no alphabet limit for --kind %s', async (kind) => {
    await expect(train('zh.txt', '--kind', kind, '--alphabet-limit', '9')).rejects.toThrow(
      `--alphabet-limit 9: is of WordPiece that is learnt from text, not of ${kind}`,
    )
  })
})

describe('pretrain says the share of [UNK]', () => {
  test('of each part, and learns text without spaces in pieces', async () => {
    const { stdout, stderr } = await pretrain('long.txt')
    expect(stderr).toMatch(/Tokens that are \[UNK\]: none for training, .* for validation\./)
    expect(JSON.parse(stdout)).toMatchObject({ trainingUnknownShare: 0, unknownShare: expect.any(Number) })
  })

  test('with a tokenizer that is given, and what to do about it', async () => {
    const { stderr } = await inProcess(
      pretrainCommand(),
      ...[
        '--corpus',
        at('half.txt'),
        '--tokenizer',
        at('model'),
        '--out',
        at('run'),
        '--overwrite',
        '--steps',
        '1',
      ],
      ...['--sequence-length', '16', '--json'],
    )
    expect(stderr).toMatch(
      /Warning: .* % of the tokens for training are \[UNK\].*such as .*"dog".*or its vocabulary no room/,
    )
  })

  test('and names the flag that helps where a corpus is one document', async () => {
    await expect(pretrain('lines.txt')).rejects.toThrow(/1 document can't.*--documents line.*--validation/)
  })
})

describe('a model is asked for what it does not know', () => {
  test('evaluate says the share and warns', async () => {
    const { stdout, stderr } = await inProcess(
      evaluateCommand(),
      ...[at('model'), '--corpus', at('half.txt'), '--part', 'all', '--device', 'reference', '--json'],
    )
    expect(JSON.parse(stdout).unknownShare).toBeCloseTo(4 / 10, 12)
    expect(stderr).toMatch(/Warning: 40\.0 % of the tokens are \[UNK\]/)
  })

  test('evaluate names --part all where the corpus is one document', async () => {
    await expect(
      inProcess(evaluateCommand(), at('model'), '--corpus', at('lines.txt'), '--device', 'reference'),
    ).rejects.toThrow('score all of it: --part all')
  })

  test('fill-mask, tokenizer encode and mask show name the word', async () => {
    const runs = [
      [fillMaskCommand(), at('model'), 'the [MASK] dog', '--device', 'reference'],
      [tokenizerCommand(), 'encode', at('model'), 'the dog'],
      [maskCommand(), 'show', at('half.txt'), '--tokenizer', at('model')],
    ] as const
    for (const [command, ...args] of runs)
      expect((await inProcess(command, ...args)).stderr).toMatch(/\[UNK\].*"dog"/s)
  })

  test('fill-mask says nothing of an [UNK] that the text has itself', async () => {
    const { stderr } = await inProcess(
      fillMaskCommand(),
      at('model'),
      'the [MASK] [UNK]',
      '--device',
      'reference',
    )
    expect(stderr).toBe('')
  })
})
