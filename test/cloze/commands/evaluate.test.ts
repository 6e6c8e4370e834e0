import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateCommand } from '../../../packages/cloze/src/commands/evaluate.ts'
import { inProcess } from '../in-process.ts'
import { saveTinyModel } from '../tiny-model.ts'

let work: string
const at = (name: string) => join(work, name)

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('text.txt'), 'the cat sat\n\nthe mat\n\non the mat the cat sat')
  await saveTinyModel(at('model'))
})
afterAll(() => rm(work, { recursive: true }))

const evaluated = async (...flags: string[]) =>
  (
    await inProcess(
      evaluateCommand(),
      at('model'),
      '--corpus',
      at('text.txt'),
      '--device',
      'reference',
      ...flags,
    )
  ).stdout

describe('evaluate', () => {
  test('has baselines that count in the part for training', async () => {
    expect(await evaluated()).toMatch(/\ntwo-sided bigram .*\nunigram .*\n\nPerplexity .* masked tokens\.\n$/)
  })

  test('has none where all is scored, as they would count in what they are scored on, and says so', async () => {
    expect(await evaluated('--part', 'all')).toMatch(
      /^ +all loss +accuracy\nthis model .*\n\nPerplexity .*\nNo baselines: all of the text is scored/,
    )
    const keys = Object.keys(JSON.parse(await evaluated('--part', 'all', '--json')))
    expect(keys).toContain('loss')
    expect(keys.filter((key) => /gram/.test(key))).toEqual([])
  })
})
