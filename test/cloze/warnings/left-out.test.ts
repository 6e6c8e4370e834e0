import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateCommand } from '../../../packages/cloze/src/commands/evaluate.ts'
import { maskCommand } from '../../../packages/cloze/src/commands/mask.ts'
import { tokenizerCommand } from '../../../packages/cloze/src/commands/tokenizer.ts'
import { corpusSettings } from '../../../packages/cloze/src/flags/corpus-flags.ts'
import { openParts, withGivenParts } from '../../../packages/cloze/src/sources/corpus.ts'
import { inProcess, printed } from '../in-process.ts'
import { saveTinyModel } from '../tiny-model.ts'

let work: string
const at = (name: string) => join(work, name)
const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))))

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('broken.txt'), bytes('the cat\n\nthe mat ', 0xff, '\n\nthe cat\n\nthe mat sat'))
  await writeFile(at('good.txt'), 'the cat sat\n\nthe mat')
  await saveTinyModel(at('model'))
})
afterAll(() => rm(work, { recursive: true }))

const flags = ['--skip-invalid', '--deduplicate']
const said = () =>
  `Documents left out: 1 invalid, 1 duplicate.\n  ${at('broken.txt')}: not UTF-8 at byte 17 (0xFF)\n`
const known = 'Tokens that are [UNK]: none.\n'

test('standard input is not two parts', async () => {
  const settings = await corpusSettings({})
  expect(() => withGivenParts(settings, { corpus: ['-'], validation: ['-'] }, {})).toThrow(
    '--corpus - and --validation -: standard input is one text',
  )
})

describe('what is left out of a corpus is said once', () => {
  test('by tokenizer train', async () => {
    const args = ['train', '--corpus', at('broken.txt'), '--out', at('tokenizer'), ...flags]
    expect((await inProcess(tokenizerCommand(), ...args)).stderr).toBe(said() + known)
  })

  test('by mask show', async () => {
    expect((await inProcess(maskCommand(), 'show', at('broken.txt'), ...flags)).stderr).toBe(said())
  })

  test.each(['all', 'training'])('by evaluate of part %s', async (part) => {
    const args = [
      at('model'),
      '--corpus',
      at('broken.txt'),
      '--part',
      part,
      '--device',
      'reference',
      ...flags,
    ]
    expect((await inProcess(evaluateCommand(), ...args)).stderr).toBe(said() + known)
  })

  test('by pretrain, of the files that are given for a part too', async () => {
    const names = { corpus: [at('good.txt')], validation: [at('broken.txt')], test: [at('good.txt')] }
    const read = await corpusSettings({ skipInvalid: true, deduplicate: true })
    const { stderr } = await printed(() => openParts(names, withGivenParts(read, names, {}), 1))
    expect(stderr).toBe(`${said()}Documents: 2 for training, 2 for validation, 2 for test.\n`)
  })
})
