import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BertForMaskedLM, savePretrained } from '@cloze/bert'
import { saveTokenizer } from '@cloze/mlm'
import { grammarTokenizer } from '@cloze/mlm/data'
import { folderStorage } from '@cloze/mlm/node'
import { createCpu } from '@cloze/tensor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dictionaryServer } from '../../mlm/augmentation/dictionary-server.ts'
import { cloze } from '../cloze.ts'
import { clozeHere } from '../in-process.ts'

let work: string
const at = (name: string) => join(work, name)

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('text.txt'), 'the big dog sees\na small cat.\n\nthe cat sleeps.')
  await writeFile(at('rows.jsonl'), '{"id":7,"text":"the big dog barks","label":"animal"}\n')
  await writeFile(at('synonyms.txt'), 'big, large\n')
})
afterAll(() => rm(work, { recursive: true }))

describe('augment', () => {
  test('writes each document before its copies, and the same again', async () => {
    const args = ['augment', at('text.txt'), '--augment', 'swap,delete', '--rate', '0.3', '--copies', '2']
    const [one, two] = await Promise.all([cloze(args), cloze(args)])
    expect(one.status, one.stderr).toBe(0)
    expect(one.stdout).toBe(two.stdout)
    const documents = one.stdout.trim().split('\n\n')
    expect(documents).toHaveLength(6)
    expect([documents[0], documents[3]]).toEqual(['the big dog sees\na small cat.', 'the cat sleeps.'])
    expect(one.stderr).toMatch(/^4 copies of 2 documents; 0\.0 % are as their originals\.\n/)
  })

  test('keeps the labels of JSON lines, and leaves no file half written', async () => {
    const out = at('made/rows.jsonl')
    const run = await clozeHere([
      ...['augment', at('rows.jsonl'), '--augment', 'synonyms', '--synonyms', at('synonyms.txt')],
      ...['--out', out, '--json'],
    ])
    expect(run.status, run.stderr).toBe(0)
    const rows = (await readFile(out, 'utf8')).trim().split('\n')
    expect(rows.map((row) => JSON.parse(row))).toEqual([
      { id: 7, text: 'the big dog barks', label: 'animal' },
      { id: 7, text: 'the large dog barks', label: 'animal' },
    ])
    expect(await readdir(at('made'))).toEqual(['rows.jsonl'])
    expect(JSON.parse(run.stdout)).toMatchObject({ copies: 1, unchanged: 0, editDistance: 0.25, out })
  })

  test('paraphrases with a model folder, or puts its nearest words in', async () => {
    const tokenizer = grammarTokenizer()
    const shape = { hiddenSize: 16, numHiddenLayers: 1, numAttentionHeads: 2, intermediateSize: 32 }
    const device = createCpu({ threads: 1 })
    const model = new BertForMaskedLM({ ...shape, vocabSize: tokenizer.vocabularySize }, { device, seed: 3 })
    await savePretrained(folderStorage(at('model')), model)
    model.dispose()
    device.dispose()
    await saveTokenizer(folderStorage(at('model')), tokenizer)
    await writeFile(at('sentence.txt'), 'the dogs near the cat laugh')
    const run = await clozeHere([
      ...['augment', at('sentence.txt'), '--augment', 'paraphrase', '--model', at('model')],
      ...['--rate', '0.34', '--json'],
    ])
    expect(run.status, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ copies: 1, unchanged: 0, editDistance: 2 / 6 })
    const nearest = await clozeHere([
      ...['augment', at('sentence.txt'), '--augment', 'synonyms', '--model', at('model')],
      ...['--rate', '0.34', '--json'],
    ])
    expect(nearest.status, nearest.stderr).toBe(0)
    expect(JSON.parse(nearest.stdout)).toMatchObject({ copies: 1, editDistance: 2 / 6 })
  })

  test('translates there and back, and knows the translations the next time', async () => {
    await using server = await dictionaryServer()
    const args = [
      ...['augment', at('rows.jsonl'), '--augment', 'back-translate', '--translator', server.url],
      ...['--to', 'de', '--cache', at('translations'), '--json'],
    ]
    const one = await clozeHere(args)
    const two = await cloze(args)
    expect(one.status, one.stderr).toBe(0)
    expect(JSON.parse(one.stdout)).toMatchObject({
      translations: { asked: 2, known: 0 },
      documents: [{ text: 'the big dog barks' }, { id: 7, text: 'the large dog barks', label: 'animal' }],
    })
    expect(JSON.parse(two.stdout)).toMatchObject({ translations: { asked: 0, known: 2 } })
    expect(server.questions).toHaveLength(2)
  })

  test.each([
    [[], /--augment: say what is done to the copies/],
    [['--rate', '0.2'], /--rate: is of --augment/],
    [['--augment', 'remove'], /There is no "remove"; there is insert, delete/],
    [['--augment', 'synonyms'], /needs a list of synonyms \(--synonyms FILE\), or a model .*--model DIR/],
    [
      ['--augment', 'back-translate', '--to', 'de'],
      /needs a server that translates \(--translator URL\); .*--augment paraphrase --model DIR/,
    ],
    [['--augment', 'back-translate', '--translator', 'x', '--to', 'de'], /x: is no address of a server/],
    [['--augment', 'paraphrase'], /needs a model \(--model DIR;/],
    [['--augment', 'swap', '--rate', '2'], /at least 0 and at most 1/],
    [['--augment', 'swap', '--out', 'rows.txt'], /text would lose the labels/],
  ])('says in one line what is wrong with %j', async (args, message) => {
    const run = await clozeHere(['augment', at('rows.jsonl'), ...args])
    expect(run.status).toBe(2)
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
    expect(run.stderr).toMatch(message)
  })
})
