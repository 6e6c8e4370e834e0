/** Records from the command line: what was not asked to change comes back byte for byte. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { augmentCommand } from '../../packages/cloze/src/commands/augment.ts'
import { corpusCommand } from '../../packages/cloze/src/commands/corpus.ts'
import { maskCommand } from '../../packages/cloze/src/commands/mask.ts'
import { tokenizerCommand } from '../../packages/cloze/src/commands/tokenizer.ts'
import { inProcess } from './in-process.ts'

let work: string
const at = (name: string) => join(work, name)
const labelled = '{"id":1436278513418522630,"text":"the cat sat on the mat"}\n'
const lines = '{"text":"the cat sat on the mat"}\n{"text":"a dog ran"}\n'
const array = '[\r\n  {"text": "the cat sat", "10": 1.0, "2": -0},\r\n  {"text": "", "n": 1e5}\r\n]'
const table = 'id,text,note\r\n1436278513418522630,"the ""big"" cat, ran","x"\r\n2,a dog ran,\r\n'

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await mkdir(at('notes'))
  await writeFile(at('in.jsonl'), labelled)
  await writeFile(at('ds.json'), lines)
  await writeFile(at('array.json'), array)
  await writeFile(at('table.csv'), table)
  await writeFile(at('table.tsv.gz'), gzipSync('n\tbody\n1\tthe cat sat\n'))
  await writeFile(at('notes/a.txt'), 'Some prose.')
  await writeFile(at('notes/b.json'), lines)
  await writeFile(at('notes/c.csv'), table)
  await writeFile(at('notes/package.json'), '{\n  "name": "notes"\n}\n')
  await writeFile(at('notes/people.csv'), 'name,born\nAda,1815\n')
  for (const name of ['d.pdf', 'e.PDF', 'f.html', 'LICENSE']) await writeFile(at(`notes/${name}`), 'x')
})
afterAll(() => rm(work, { recursive: true }))

const swap = (...args: string[]) => inProcess(augmentCommand(), ...args, '--augment', 'swap')

describe('augment', () => {
  test('changes the text of a line of JSON, and no digit of its id', async () => {
    const { stdout } = await swap(at('in.jsonl'))
    const [original, copy] = stdout.split('\n')
    expect(`${original}\n`).toBe(labelled)
    expect(copy).toMatch(/^\{"id":1436278513418522630,"text":"(?!the cat sat on the mat)[a-z ]+"\}$/)
    const { stdout: json } = await swap(at('in.jsonl'), '--json')
    expect(json).toContain(`"documents":[${labelled.trim()},{"id":1436278513418522630,"text":"`)
    expect(JSON.parse(json).documents).toHaveLength(2)
  })

  test('writes records as they were read, those without text too', async () => {
    expect((await swap(at('ds.json'))).stdout.split('\n')).toEqual([
      ...['{"text":"the cat sat on the mat"}', expect.stringMatching(/^\{"text":"/)],
      ...['{"text":"a dog ran"}', expect.stringMatching(/^\{"text":"/), ''],
    ])
    const { stdout } = await swap(at('array.json'))
    expect(stdout.replace(/,\r\n {2}\{"text": "(?!the cat sat")[a-z ]+", "10": 1\.0, "2": -0\}/, '')).toBe(
      array,
    )
    expect(JSON.parse(stdout)).toHaveLength(3)
    const rows = (await swap(at('table.csv'))).stdout.split('\r\n')
    expect([rows[0], rows[1], rows[3]].join('\r\n')).toBe(table.trimEnd())
    expect(rows[2]).toMatch(/^1436278513418522630,"[^,]+, ran","x"$|^1436278513418522630,".*","x"$/)
    expect(rows[4]).toMatch(/^2,[a-z ]+,$/)
  })

  test('writes what the end of --out says', async () => {
    await swap(at('array.json'), '--out', at('made.jsonl'))
    expect((await readFile(at('made.jsonl'), 'utf8')).split('\n')).toEqual([
      '{"text": "the cat sat", "10": 1.0, "2": -0}',
      expect.stringMatching(/^\{"text": "[a-z ]+", "10": 1\.0, "2": -0\}$/),
      '{"text": "", "n": 1e5}',
      '',
    ])
    await swap(at('ds.json'), at('table.csv'), '--out', at('made.json'))
    const made = (await readFile(at('made.json'), 'utf8')).trimEnd().split('\n')
    expect(made[4]).toBe('{"id":"1436278513418522630","text":"the \\"big\\" cat, ran","note":"x"}')
    await swap(at('in.jsonl'), '--out', at('other.json'))
    expect(JSON.parse(await readFile(at('other.json'), 'utf8'))).toHaveLength(2)
    await swap(at('table.tsv.gz'), '--text-field', 'body', '--out', at('made.tsv'))
    expect(await readFile(at('made.tsv'), 'utf8')).toMatch(/^n\tbody\n1\tthe cat sat\n1\t[a-z ]+\n$/)
    for (const [input, out] of [
      ['table.csv', 'made.txt'],
      ['in.jsonl', 'made.csv'],
      ['notes/a.txt', 'made.tsv'],
    ] as const)
      await expect(swap(at(input), '--out', at(out))).rejects.toThrow(/^--out .*; name a .*\.jsonl file$/)
  })
})

describe('a folder', () => {
  const inspect = async (...args: string[]) => {
    const { stdout, stderr } = await inProcess(corpusCommand(), 'inspect', ...args, '--json')
    return { ...JSON.parse(stdout), stderr }
  }

  test('gives its records with its prose, and tells what else it has', async () => {
    const { files, before, stderr } = await inspect(at('notes'))
    expect(files).toEqual(['a.txt', 'b.json', 'c.csv'].map((name) => at(`notes/${name}`)))
    expect(before.documents).toBe(5)
    expect(stderr.split('\n')).toEqual([
      `${at('notes')}: files passed over, which have no ending of text: 2 .pdf, 1 without ending, 1 .html.`,
      'Files passed over, which hold no records: 2.',
      expect.stringMatching(/^ {2}.*notes\/package\.json: an object of JSON over several lines; /),
      expect.stringMatching(/^ {2}.*notes\/people\.csv: has no column "text"; its first row has "name"/),
      '',
    ])
  })

  test('that is named by a glob has no file passed over', async () => {
    await expect(inspect(at('notes/*.csv'))).rejects.toThrow('people.csv: has no column "text"')
    await expect(inspect(at('notes/*.html'))).rejects.toThrow('f.html: HTML, which is not read as text')
  })
})

test('each command that reads a corpus reads records', async () => {
  const { stdout } = await inProcess(maskCommand(), 'show', at('array.json'), at('ds.json'), '--json')
  expect(JSON.parse(stdout)).toMatchObject({ sequences: 3 })
  const made = await inProcess(
    tokenizerCommand(),
    ...['train', '--corpus', at('table.tsv.gz'), '--text-field', 'body', '--out', at('tokenizer'), '--json'],
  )
  expect(JSON.parse(made.stdout)).toMatchObject({ kind: 'wordpiece', megabytes: 11 / 1e6 })
})
