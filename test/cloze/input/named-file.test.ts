import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { augmentationFlags } from '../../../packages/cloze/src/flags/augmentation-flags.ts'
import { corpusSettings } from '../../../packages/cloze/src/flags/corpus-flags.ts'
import { corpusFiles } from '../../../packages/cloze/src/input/corpus-files.ts'
import { withAugmenter } from '../../../packages/cloze/src/sources/augmentation.ts'
import { noCleanup } from '../../../packages/mlm/src/node/folders.ts'

let work: string
const at = (name: string) => join(work, name)

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('words.txt'), '\uFEFFcat\r\nmat\n')
  await writeFile(at('latin1.txt'), Buffer.from('caf\xe9, bar\n', 'latin1'))
  await writeFile(at('nul.txt'), 'a\0b')
})
afterAll(() => rm(work, { recursive: true }))

const stopWords = async (names: string) =>
  (await corpusSettings({ stopWords: names })).preprocessing.stopWords

describe('a file of words', () => {
  test('of stop words has one a line, and goes with languages, spaces between', async () => {
    expect(await stopWords(at('words.txt'))).toEqual(['cat', 'mat'])
    expect(await stopWords(`${at('words.txt')}, en`)).toEqual(expect.arrayContaining(['mat', 'the']))
  })

  test.each([
    ['latin1.txt', 'latin1.txt: not UTF-8 at byte 3 (0xE9 0x2C); save it as UTF-8'],
    ['nul.txt', 'nul.txt: a binary file: byte 1 is NUL, which text has not; save it as UTF-8'],
    ['.', 'is a folder; name a file'],
    ['words.txt/x', 'no such file, and no such language'],
  ])('of stop words that is %s is refused', async (name, message) => {
    await expect(stopWords(at(name))).rejects.toThrow(message)
  })

  test('of synonyms that is not UTF-8 is refused', async () => {
    const flags = augmentationFlags({ augment: ['synonyms'], synonyms: at('latin1.txt') })
    if (flags === undefined) throw new Error('no flags')
    await expect(withAugmenter(flags, 1, { device: 'cpu' }, async () => {})).rejects.toThrow(
      /latin1\.txt: not UTF-8 at byte 3 \(0xE9 0x2C\); save it as UTF-8$/,
    )
  })
})

test('a path that goes through a file is missing', async () => {
  await expect(corpusFiles([at('words.txt/x')], noCleanup)).rejects.toThrow(
    'words.txt/x: there is no such file',
  )
})
