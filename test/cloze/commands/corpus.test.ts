import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { saveTokenizer } from '@cloze/mlm'
import { folderStorage } from '@cloze/mlm/node'
import { trainWordLevel } from '@cloze/mlm/tokenizer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloze } from '../cloze.ts'
import { clozeHere } from '../in-process.ts'

let work: string
const at = (name: string) => join(work, name)
const documents = Array.from({ length: 60 }, (_, i) => `The cat ${i} sat on\na mat with 书 ${i % 7}.`)
const text = documents.join('\n\n')

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await mkdir(at('parts'))
  await mkdir(at('temporary'))
  await writeFile(at('all.txt'), text)
  await writeFile(at('parts/1.txt'), documents.slice(0, 20).join('\n\n'))
  await writeFile(at('parts/2.txt.gz'), gzipSync(documents.slice(20, 40).join('\n\n')))
  const lines = documents.slice(40).map((document) => JSON.stringify({ text: document }))
  await writeFile(at('parts/3.jsonl'), lines.join('\n'))
  await writeFile(at('stops.txt'), 'cat\r\nMat\n\n')
  await writeFile(
    at('broken.txt'),
    Uint8Array.from([...Buffer.from('one\n\ntwo '), 0xff, ...Buffer.from('\n\none')]),
  )
  await saveTokenizer(
    folderStorage(at('tokenizer')),
    trainWordLevel(['the cat sat .'], { vocabularySize: 9 }),
  )
})
afterAll(() => rm(work, { recursive: true }))

const inspect = async (...args: string[]) => {
  const run = await clozeHere(['corpus', 'inspect', ...args, '--json'])
  expect(run.status, run.stderr).toBe(0)
  return JSON.parse(run.stdout)
}

describe('corpus inspect', () => {
  test('finds the same documents in a folder of text, gzip and JSON lines, and on standard input', async () => {
    const { files: _, bytes, ...one } = await inspect(at('all.txt'))
    const { files, bytes: __, ...parts } = await inspect(at('parts'))
    const piped = await cloze(['corpus', 'inspect', '-', '--json'], undefined, {}, gzipSync(text))
    expect(bytes).toBe(Buffer.byteLength(text))
    expect(one).toMatchObject({ invalid: 0, before: { documents: 60, duplicates: 0 } })
    expect(parts).toEqual(one)
    expect(files).toEqual(['1.txt', '2.txt.gz', '3.jsonl'].map((name) => at(`parts/${name}`)))
    expect(JSON.parse(piped.stdout)).toMatchObject({ ...one, files: ['standard input'] })
  })

  test('shows both sides of preprocessing, and what a tokenizer does not know', async () => {
    const found = await inspect(
      ...[at('all.txt'), '--stop-words', `en,${at('stops.txt')}`, '--lower-case', '--deduplicate'],
      ...['--tokenizer', at('tokenizer/tokenizer.json'), '--top-words', '1'],
    )
    expect(found.before).toMatchObject({
      documents: 60,
      frequentWords: [{ word: 'The', count: 60, missed: 0 }],
    })
    expect(found.before.unknownRate).toBeCloseTo(7 / 11, 12) // two numbers, on, a, mat, with, 书
    expect(found.after.tokens).toBe(60 * 5) // a number, sat, 书, a number, a full stop
  })

  test('leaves out what is not UTF-8, counts it, and says where the first is', async () => {
    const run = await clozeHere(['corpus', 'inspect', at('broken.txt'), '--skip-invalid', '--deduplicate'])
    expect(run.status).toBe(0)
    expect(run.stderr).toBe(
      `Documents left out: 1 invalid, 1 duplicate.\n  ${at('broken.txt')}: not UTF-8 at byte 9 (0xFF)\n`,
    )
    expect(run.stdout).toMatch(/^ +as read +preprocessed\ndocuments +2 +1\nduplicates +1 +0\n/)
    expect(run.stdout).toMatch(/\n1 +one +2 +one +1\n$/)
  })
})

describe('pretrain on a corpus', () => {
  const small = [
    '--steps',
    '2',
    '--batch-size',
    '4',
    '--vocab-size',
    '30',
    '--sequence-length',
    '16',
    '--json',
  ]
  const pretrain = (corpus: string, out: string, flags: readonly string[] = []) =>
    clozeHere(['pretrain', '--corpus', corpus, ...flags, ...small, '--out', at(out)])
  const pretrainPiped = (out: string, input: string) =>
    cloze(
      ['pretrain', '--corpus', '-', ...small, '--out', at(out)],
      undefined,
      { TMPDIR: at('temporary') },
      input,
    )

  test('gives the same weights from a folder and from standard input, which leaves nothing behind', async () => {
    const runs = [await pretrain(at('parts'), 'one'), await pretrainPiped('two', text)]
    const [one, two] = runs.map(({ stdout }) => JSON.parse(stdout))
    expect(two.sha256).toBe(one.sha256)
    expect(runs[0]?.stderr).toMatch(/Documents: \d+ for training, \d+ for validation\./)
    const left = await readdir(at('temporary'))
    expect(left.filter((name) => name.startsWith('cloze-'))).toEqual([])
  })

  test('is measured by evaluate as it was read: its parts are those of the run', async () => {
    const flags = ['--lower-case', '--stop-words', 'en', '--test-share', '0.2', '--validation-share', '0.3']
    const run = JSON.parse((await pretrain(at('parts'), 'three', flags)).stdout)
    const evaluate = async (part: string) =>
      JSON.parse(
        (await clozeHere(['evaluate', at('three'), '--corpus', at('parts'), '--part', part, '--json']))
          .stdout,
      )
    expect((await evaluate('validation')).loss).toBe(run.loss)
    expect((await evaluate('test')).loss).toBe(run.test.loss)
    const { corpus } = JSON.parse(await readFile(join(at('three'), 'trainer.json'), 'utf8'))
    expect(corpus).toMatchObject({
      documents: 'blank-line',
      preprocessing: { lowerCase: true, stopWords: expect.arrayContaining(['the']) },
      validationShare: 0.3,
      testShare: 0.2,
    })
  })

  test('packs what it trains on, and is measured on the same masked tokens as without', async () => {
    const [plain, packed] = [
      JSON.parse((await pretrain(at('parts'), 'plain')).stdout),
      JSON.parse((await pretrain(at('parts'), 'packed', ['--pack'])).stdout),
    ]
    expect(packed).toMatchObject({ tokens: plain.tokens, unigramLoss: plain.unigramLoss, steps: 2 })
    expect(packed.sha256).not.toBe(plain.sha256)
    const record = async (name: string) => JSON.parse(await readFile(join(at(name), 'trainer.json'), 'utf8'))
    expect((await record('packed')).corpus.pack).toBe(true)
    expect((await record('plain')).corpus).not.toHaveProperty('pack')
    const evaluated = async (part: string) =>
      JSON.parse(
        (await clozeHere(['evaluate', at('packed'), '--corpus', at('parts'), '--part', part, '--json']))
          .stdout,
      )
    const { loss, bigramLoss, unigramLoss } = packed
    expect(await evaluated('validation')).toMatchObject({ loss, bigramLoss, unigramLoss })
    expect((await evaluated('training')).tokens).toBeGreaterThan(packed.tokens)
  })

  test('validates and tests on files of their own', async () => {
    const flags = ['--validation', at('parts/2.txt.gz'), '--test', at('parts/3.jsonl')]
    const run = await pretrain(at('parts/1.txt'), 'four', flags)
    expect(run.stderr).toContain('Documents: 20 for training, 20 for validation, 20 for test.')
    const { loss, test: last } = JSON.parse(run.stdout)
    const all = async (name: string) =>
      JSON.parse(
        (await clozeHere(['evaluate', at('four'), '--corpus', at(name), '--part', 'all', '--json'])).stdout,
      )
    expect((await all('parts/2.txt.gz')).loss).toBe(loss)
    expect((await all('parts/3.jsonl')).loss).toBe(last.loss)
    const held = await clozeHere(['evaluate', at('four'), '--corpus', at('parts/1.txt')])
    expect(held).toMatchObject({ status: 2, stdout: '' })
    expect(held.stderr).toContain('--part validation: the run held out no such part of its corpus')
  })
})
