/** What goes wrong is one clear line on stderr, nothing on stdout, and a status that says whose fault it was. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clozeHere } from './in-process.ts'
import { saveTinyModel } from './tiny-model.ts'

let work: string
const at = (name: string) => join(work, name)

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-'))
  await writeFile(at('text.txt'), 'The cat sat.\n\nThe mat sat.')
  await writeFile(at('unknown.txt'), 'Zwei fremde Worte.\n\nUnd noch eins!')
  await writeFile(at('empty.txt'), '')
  await writeFile(at('binary.txt'), Uint8Array.of(84, 0, 1, 2, 255))
  await writeFile(at('bad.txt'), Uint8Array.of(84, 0xc3, 0x28))
  await writeFile(at('lines.txt'), '{"text":"a"}\n{"txt":"b"}\n')
  await mkdir(at('folder.txt'))
  await mkdir(at('nothing'))

  await saveTinyModel(at('model'))
})
afterAll(() => rm(work, { recursive: true }))

const misuses: { args: string[]; status: number; says: string; before?: number }[] = [
  { args: ['pretrain', '--stepz', '3'], status: 2, says: "unknown option '--stepz'" },
  { args: ['pretrain', '--steps', '-3'], status: 2, says: 'at least 1' },
  {
    args: ['pretrain', '--seed', '9007199254740993'],
    status: 2,
    says: "option '--seed <seed>' argument '9007199254740993' is invalid. It would be rounded to 9007199254740992.",
  },
  { args: ['pretrain', '--mask-rate', '1.5'], status: 2, says: 'below 1' },
  { args: ['pretrain', '--masking', 'none'], status: 2, says: 'Allowed choices are random' },
  { args: ['pretrain', '--mask-rate', '0.3:2'], status: 2, says: 'below 1' },
  { args: ['pretrain', '--mask-rate', '0.3:0.2:0.1'], status: 2, says: 'or two, such as 0.3:0.15' },
  { args: ['pretrain', '--masked', '0.95'], status: 2, says: 'shares of 0.95 masked and 0.1 replaced' },
  { args: ['pretrain', '--mask-length', '3'], status: 2, says: '--mask-length 3: is of --masking span' },
  { args: ['pretrain', '--masking', 'fixed'], status: 2, says: 'needs either positions, such as 0,3,-1' },
  {
    args: ['pretrain', '--masking', 'fixed', '--mask-positions', '1,x'],
    status: 2,
    says: 'positions "1,x": must be whole numbers',
  },
  {
    args: ['pretrain', '--masking', 'fixed', '--mask-positions', '500'],
    status: 2,
    says: 'masking fixed chooses no token of the 1000 sequences',
  },
  {
    args: ['pretrain', '--masking', 'span', '--mask-length', '2', '--mask-rate', '0.2'],
    status: 2,
    says: '--mask-rate 0.2: leave it out',
  },
  { args: ['pretrain', '--duplicates', '2'], status: 2, says: 'not a source without end' },
  { args: ['evaluate', 'model', '--mask-count', 'some'], status: 2, says: 'must be expected or exact' },
  { args: ['mask', 'show', 'missing.txt'], status: 2, says: 'missing.txt: there is no such file' },
  { args: ['mask', 'show', 'text.txt', '--tokenizer', 'nothing'], status: 2, says: 'has no tokenizer.json' },
  { args: ['pretrain', '--model', 'huge'], status: 2, says: 'must be tiny, mini, small, base' },
  { args: ['pretrain', '--corpus', 'missing.txt'], status: 2, says: 'missing.txt: there is no such file' },
  { args: ['pretrain', '--corpus', 'empty.txt'], status: 1, says: 'empty.txt: no words' },
  {
    args: ['pretrain', '--corpus', 'grammar', 'text.txt'],
    status: 2,
    says: 'name the grammar or text files, not both',
  },
  { args: ['pretrain', '--corpus', 'binary.txt'], status: 1, says: 'binary.txt: a binary file' },
  { args: ['evaluate'], status: 2, says: "missing required argument 'model'" },
  { args: ['evaluate', 'model', '--port', '1'], status: 2, says: "unknown option '--port'" },
  { args: ['evaluate', 'missing'], status: 2, says: 'missing: is not a model folder: it has no config.json' },
  { args: ['evaluate', 'model'], status: 2, says: 'has another vocabulary than the grammar' },
  {
    args: ['evaluate', 'model', '--corpus', 'missing.txt'],
    status: 2,
    says: 'missing.txt: there is no such file',
  },
  {
    args: ['evaluate', 'model', '--corpus', 'folder.txt'],
    status: 2,
    says: 'folder.txt: a folder without text',
  },
  { args: ['evaluate', 'model', '--corpus', 'empty.txt'], status: 1, says: 'empty.txt: no words' },
  { args: ['evaluate', 'model', '--corpus', 'binary.txt'], status: 1, says: 'binary.txt: a binary file' },
  {
    args: ['evaluate', 'model', '--corpus', 'unknown.txt'],
    status: 1,
    says: "nothing to predict: the model's vocabulary has none of the words of the documents to score",
    before: 2, // the share of [UNK], and what it may come from
  },
  { args: ['fill-mask', 'model', 'a [MASK]', '--topk', '2'], status: 2, says: "unknown option '--topk'" },
  { args: ['fill-mask', 'model', 'a [MASK]', '--top-k', '0'], status: 2, says: 'at least 1' },
  { args: ['fill-mask', 'model', 'the cat'], status: 2, says: 'the text has no [MASK] to fill' },
  { args: ['pretrain', '--threads', '0'], status: 2, says: 'at least 1' },
  { args: ['pretrain', '--threads', '99999'], status: 2, says: 'at most 256' },
  { args: ['pretrain', '--device', 'tpu'], status: 2, says: 'Allowed choices are auto, cpu, gpu, reference' },
  { args: ['pretrain', '--device', 'reference', '--threads', '2'], status: 2, says: 'is of --device cpu' },
  { args: ['fill-mask', 'nothing', 'a [MASK]'], status: 2, says: 'nothing: is not a model folder' },
  { args: ['pretrain', '--documents', 'line'], status: 2, says: '--documents: is of a corpus of files' },
  { args: ['pretrain', '--pack'], status: 2, says: '--pack: is of a corpus of files' },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--validation-share', '0'],
    status: 2,
    says: '--validation-share 0: name files to validate on',
  },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--test', 'text.txt', '--test-share', '0.1'],
    status: 2,
    says: '--test and --test-share',
  },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--validation-share', '0.6', '--test-share', '0.5'],
    status: 2,
    says: 'leave nothing to train on',
  },
  {
    args: ['pretrain', '--augment', 'swap'],
    status: 2,
    says: '--augment swap: is of a corpus of files; the grammar writes new sentences',
  },
  { args: ['pretrain', '--augment', 'shuffle'], status: 2, says: 'There is no "shuffle"; there is insert' },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--augment-rate', '0.2'],
    status: 2,
    says: '--augment-rate: is of --augment',
  },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--augment', 'swap', '--augment-copies', '0'],
    status: 2,
    says: 'at least 1',
  },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--augment', 'synonyms'],
    status: 2,
    says: 'needs a list of synonyms (--synonyms FILE), or a model whose nearest words they are (--model DIR; of pretrain --augment-model DIR)',
  },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--augment', 'paraphrase'],
    status: 2,
    says: 'of pretrain --augment-model DIR',
  },
  {
    args: ['pretrain', '--corpus', 'text.txt', '--augment', 'paraphrase', '--augment-model', 'nothing'],
    status: 2,
    says: 'nothing: is not a model folder',
  },
  { args: ['corpus', 'inspect'], status: 2, says: "missing required argument 'file'" },
  { args: ['corpus', 'inspect', 'missing.txt'], status: 2, says: 'missing.txt: there is no such file' },
  { args: ['corpus', 'inspect', 'nowhere/*.txt'], status: 2, says: 'nowhere/*.txt: no file matches' },
  { args: ['corpus', 'inspect', 'folder.txt'], status: 2, says: 'folder.txt: a folder without text' },
  { args: ['corpus', 'inspect', 'empty.txt'], status: 1, says: 'empty.txt: no words' },
  { args: ['corpus', 'inspect', 'binary.txt'], status: 1, says: 'binary.txt: a binary file' },
  { args: ['corpus', 'inspect', 'bad.txt'], status: 1, says: 'bad.txt: not UTF-8 at byte 1 (0xC3 0x28)' },
  {
    args: ['corpus', 'inspect', 'lines.txt', '--text-field', 'text'],
    status: 1,
    says: 'lines.txt: line 2: has no "text"; it has "txt"',
  },
  { args: ['corpus', 'inspect', 'text.txt', '--documents', 'page'], status: 2, says: 'Allowed choices are' },
  {
    args: ['corpus', 'inspect', 'text.txt', '--stop-words', 'en,xx'],
    status: 2,
    says: '--stop-words xx: no such',
  },
  {
    args: ['corpus', 'inspect', 'text.txt', '--tokenizer', 'nothing'],
    status: 2,
    says: 'has no tokenizer.json',
  },
  { args: ['corpus', 'count'], status: 2, says: "unknown command 'count'" },
  { args: ['train'], status: 2, says: "unknown command 'train'" },
]

describe('a misuse is one clear line, and leaves nothing behind', () => {
  for (const { args, status, says, before = 0 } of misuses)
    test(`cloze ${args.join(' ')}`, async () => {
      const named = args.map((arg) => (/^(model|missing|nothing|\w+\.txt)$/.test(arg) ? at(arg) : arg))
      const out = `misused ${args.join(' ')}`
      const run = await clozeHere(args[0] === 'pretrain' ? [...named, '--out', at(out)] : named)
      expect(run).toMatchObject({ status, stdout: '' })
      const lines = run.stderr.trimEnd().split('\n')
      expect(lines.pop()).toContain(says)
      expect(lines).toHaveLength(before)
      expect(await readdir(work)).not.toContain(out)
    })
})

const breaks: { file: string; content?: string; says: string }[] = [
  { file: 'config.json', content: '{', says: 'config.json: is not JSON' },
  { file: 'config.json', content: '{"hidden_size": -4}', says: 'config.json: hidden_size is -4, should be' },
  {
    file: 'config.json',
    content: '{"hiddensize": 8}',
    says: 'config.json: hiddensize is no setting; did you mean hidden_size?',
  },
  { file: 'config.json', content: '{"model_type": "gpt2"}', says: 'config.json: model_type is "gpt2"' },
  { file: 'tokenizer.json', content: '{', says: 'tokenizer.json: not JSON' },
  {
    file: 'tokenizer.json',
    content: '{"model": {"type": "Gpt"}}',
    says: 'tokenizer.json: model.type is "Gpt"; it should be WordPiece, WordLevel, BPE, Unigram',
  },
  { file: 'model.safetensors', content: 'short', says: 'model.safetensors: ' },
  { file: 'model.safetensors', says: 'model.safetensors: is a folder, should be a file' },
  { file: 'trainer.json', content: '{', says: 'trainer.json: is not JSON' },
  { file: 'trainer.json', says: 'trainer.json: is a folder, should be a file' },
]

describe('a broken model folder is one clear line that names the folder and the file', () => {
  for (const [number, { file, content, says }] of breaks.entries())
    test(`${file}: ${content ?? 'a folder'}`, async () => {
      const broken = at(`broken ${number}`)
      await cp(at('model'), broken, { recursive: true })
      await rm(join(broken, file), { force: true })
      if (content === undefined) await mkdir(join(broken, file))
      else await writeFile(join(broken, file), content)
      const run = await clozeHere(['evaluate', broken, '--corpus', at('text.txt')])
      expect(run).toMatchObject({ status: 1, stdout: '' })
      expect(run.stderr).toContain(`cloze: ${broken}: ${says}`)
      expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)
    })

  test('weights that end too early', async () => {
    const broken = at('cut')
    await cp(at('model'), broken, { recursive: true })
    const weights = join(broken, 'model.safetensors')
    await writeFile(weights, (await readFile(weights)).subarray(0, 500))
    const run = await clozeHere(['fill-mask', broken, 'a [MASK]'])
    expect(run).toMatchObject({ status: 1, stdout: '' })
    expect(run.stderr).toMatch(/^cloze: .*cut: model\.safetensors: .*\n$/)
  })
})
