import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpusFiles } from '../../../packages/mlm/src/cli/corpus-files.ts'

let work: string
const at = (...names: string[]) => join(work, ...names)

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await mkdir(at('deep/er'), { recursive: true })
  await mkdir(at('bare'))
  for (const name of [
    'b.txt',
    'a.TXT.gz',
    'c.jsonl',
    'd.bin',
    'deep/e.md',
    'deep/er/f.ndjson.gz',
    '.hidden.txt',
  ])
    await writeFile(at(name), name)
  await writeFile(at('[a].txt'), 'literal')
})
afterAll(() => rm(work, { recursive: true }))

const names = async (...given: string[]) =>
  (await corpusFiles(given)).map(({ name }) => name.replace(`${work}/`, ''))

describe('the files of a corpus', () => {
  test('of a folder are those of text in it and below, by their paths', async () => {
    const all = ['[a].txt', 'a.TXT.gz', 'b.txt', 'c.jsonl', 'deep/e.md', 'deep/er/f.ndjson.gz']
    expect(await names(work)).toEqual(all)
    expect(await names(`${work}/`)).toEqual(all)
  })

  test('of a glob are those that match, whatever their ends', async () => {
    expect(await names(at('*.{bin,txt}'))).toEqual(['[a].txt', 'b.txt', 'd.bin'])
    expect(await names(at('**/*.md'))).toEqual(['deep/e.md'])
  })

  test('with a name that could be a pattern are themselves', async () => {
    expect(await names(at('[a].txt'))).toEqual(['[a].txt'])
  })

  test('keep the order of their names, and are there once', async () => {
    expect(await names(at('d.bin'), at('b.txt'), at('*.txt'), at('deep', '..', 'd.bin'))).toEqual([
      'd.bin',
      'b.txt',
      '[a].txt',
    ])
  })

  test('have a size, but for standard input, which can be read once only', async () => {
    const files = await corpusFiles(['-', at('b.txt')])
    expect(files.map(({ name, size }) => [name.replace(`${work}/`, ''), size])).toEqual([
      ['standard input', undefined],
      ['b.txt', 5],
    ])
  })

  test('must be there', async () => {
    await expect(corpusFiles([at('none.txt')])).rejects.toThrow('none.txt: there is no such file')
    await expect(corpusFiles([at('none*')])).rejects.toThrow('none*: no file matches')
    await expect(corpusFiles([at('bare')])).rejects.toThrow(
      'bare: a folder without text: it has no file that ends in',
    )
  })
})
