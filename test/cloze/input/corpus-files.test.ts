import { execFileSync } from 'node:child_process'
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { corpusFiles } from '../../../packages/cloze/src/input/corpus-files.ts'
import { noCleanup } from '../../../packages/mlm/src/node/folders.ts'
import { printed } from '../in-process.ts'

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
  (await corpusFiles(given, noCleanup)).map(({ name }) => name.replace(`${work}/`, ''))

describe('the files of a corpus', () => {
  test('of a folder are those of text in it and below, by their paths', async () => {
    const all = ['[a].txt', 'a.TXT.gz', 'b.txt', 'c.jsonl', 'deep/e.md', 'deep/er/f.ndjson.gz']
    expect(await names(work)).toEqual(all)
    expect(await names(`${work}/`)).toEqual(all)
  })

  test('of a folder leave the others to be counted, as they are walked: no hidden ones, each once, past links', async () => {
    await mkdir(at('mixed/.hidden'), { recursive: true })
    await writeFile(at('mixed/a.txt'), 'text')
    for (const name of ['b.pdf', '.hidden/c.pdf']) await writeFile(at('mixed', name), '')
    await symlink('b.pdf', at('mixed/again.pdf'))
    await symlink('.', at('mixed/circle'))
    await symlink(at('d.bin'), at('mixed/elsewhere.bin'))
    const others: string[] = []
    await corpusFiles([at('mixed')], (_, path) => others.push(path))
    expect(others).toEqual([at('mixed/b.pdf'), at('mixed/elsewhere.bin')])
    await rm(at('mixed'), { recursive: true })
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
    const files = await corpusFiles(['-', at('b.txt')], noCleanup)
    expect(files.map(({ name, size }) => [name.replace(`${work}/`, ''), size])).toEqual([
      ['standard input', undefined],
      ['b.txt', 5],
    ])
  })

  test('must be there', async () => {
    await expect(corpusFiles([at('none.txt')], noCleanup)).rejects.toThrow('none.txt: there is no such file')
    await expect(corpusFiles([at('none*')], noCleanup)).rejects.toThrow('none*: no file matches')
    await expect(corpusFiles([at('bare')], noCleanup)).rejects.toThrow(
      'bare: a folder without text: it has no file that ends in',
    )
  })
})

describe('a file that several names lead to is there once', () => {
  beforeEach(async () => {
    await mkdir(at('linked/a'), { recursive: true })
    await mkdir(at('linked/b'))
    await writeFile(at('linked/a/one.txt'), 'one')
    await writeFile(at('linked/b/two.txt'), 'two')
  })
  afterEach(() => rm(at('linked'), { recursive: true }))

  test('in folders whose links go in circles', async () => {
    for (const [target, path] of [
      ['..', 'a/up'],
      ['../b', 'a/aside'],
      ['../a', 'b/aside'],
      ['.', 'self'],
      ['..', 'b/0'],
    ] as const)
      await symlink(target, at('linked', path))
    expect(await names(at('linked'))).toEqual(['linked/a/one.txt', 'linked/b/two.txt'])
    expect(await names(at('linked/**/*.txt'))).toEqual(['linked/a/one.txt', 'linked/b/two.txt'])
  })

  test('under its own name before that of a link, which may have another end', async () => {
    await symlink('one.txt', at('linked/a/0.md'))
    await link(at('linked/a/one.txt'), at('linked/a/same.txt'))
    expect(await names(at('linked/a'))).toEqual(['linked/a/one.txt'])
    expect(await names(at('linked/a/*'))).toEqual(['linked/a/one.txt'])
    expect(await names(at('linked/a/0.md'), at('linked/a'))).toEqual(['linked/a/0.md'])
  })

  test('past links to files and folders elsewhere', async () => {
    await symlink('../../b.txt', at('linked/a/b.txt'))
    await symlink('../../deep', at('linked/a/deep'))
    expect(await names(at('linked/a'))).toEqual([
      'linked/a/b.txt',
      'linked/a/deep/e.md',
      'linked/a/deep/er/f.ndjson.gz',
      'linked/a/one.txt',
    ])
  })

  test('and what is no file is left out of folders and globs, and said', async () => {
    execFileSync('mkfifo', [at('linked/a/pipe.txt')])
    await symlink('nowhere', at('linked/a/gone'))
    await symlink('loop.txt', at('linked/a/loop.txt'))
    const lists = async (name: string) => {
      let found: string[] = []
      const { stderr } = await printed(async () => {
        found = await names(name)
      })
      return { found, stderr: stderr.replaceAll(`${work}/linked/a/`, '') }
    }
    expect(await lists(at('linked/a'))).toEqual({
      found: ['linked/a/one.txt'],
      stderr: 'Files left out: pipe.txt (a pipe), gone (a link to nothing), loop.txt (a link to nothing).\n',
    })
    expect((await lists(at('linked/a/*.txt'))).found).toEqual(['linked/a/one.txt'])
    await expect(corpusFiles([at('linked/a/gone')], noCleanup)).rejects.toThrow('gone: is a link to nothing')
  })
})
