import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillMaskCommand } from '../../../packages/cloze/src/commands/fill-mask.ts'
import { tokenizerCommand } from '../../../packages/cloze/src/commands/tokenizer.ts'
import { inProcess } from '../in-process.ts'

const models = fileURLToPath(new URL('../../fixtures/models/', import.meta.url))

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cloze-model-folder-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** A folder with these weights, and settings beside the fixture's. */
async function folderOf(weights: string, settings: object = {}): Promise<string> {
  const path = await mkdtemp(join(root, `${weights}-`))
  await copyFile(join(models, `${weights}.safetensors`), join(path, 'model.safetensors'))
  await copyFile(join(models, 'tokenizer.json'), join(path, 'tokenizer.json'))
  await writeFile(join(path, 'tokenizer_config.json'), '{"tokenizer_class": "TokenizersBackend"}')
  const config = { ...JSON.parse(await readFile(join(models, 'config.json'), 'utf8')), ...settings }
  await writeFile(join(path, 'config.json'), JSON.stringify(config))
  return path
}

const fill = (path: string, text: string) =>
  inProcess(fillMaskCommand(), path, text, '--top-k', '1', '--device', 'cpu', '--threads', '1')

test('a decoder of its own predicts what transformers predicts with it, and a message says so', async () => {
  const path = await folderOf('untied')
  const { stdout, stderr } = await fill(path, 'the cat [MASK] on the mat .')
  expect(stdout).toBe('on   44.5 %   the cat on on the mat.\n')
  expect(stderr).toContain(`${path}: model.safetensors: cls.predictions.decoder.weight differs from the word`)
})

test('bfloat16 weights are read, and another id of the padding is said', async () => {
  const path = await folderOf('bf16', { pad_token_id: 3 })
  const { stdout, stderr } = await fill(path, 'the cat [MASK]')
  expect(stdout).toBe('red   18.0 %   the cat red\n')
  expect(stderr).toContain(`${path}: config.json has the pad_token_id 3, but [PAD] is 0`)
})

test('weights that are no numbers are an error that names the folder, the file and the tensor', async () => {
  const path = await folderOf('nan')
  await expect(fill(path, 'the [MASK]')).rejects.toThrow(
    `${path}: model.safetensors: cls.predictions.bias holds 30 values of 30 that are no finite numbers: the first is NaN, at [0]`,
  )
})

test('a vocab.txt is read with the tokenizer_config.json beside it, by its own name or its folder’s', async () => {
  const path = await mkdtemp(join(root, 'vocabulary-'))
  await writeFile(join(path, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\n')
  const encode = (of: string) => inProcess(tokenizerCommand(), 'encode', of, 'The cat', '--json')
  await expect(encode(join(path, 'vocab.txt'))).rejects.toThrow(
    `${join(path, 'vocab.txt')}: is a vocabulary, which does not say how text is read`,
  )
  await writeFile(
    join(path, 'tokenizer_config.json'),
    '{"do_lower_case": false, "tokenizer_class": "BertTokenizer"}',
  )
  for (const of of [path, join(path, 'vocab.txt')])
    expect(JSON.parse((await encode(of)).stdout).ids).toEqual([2, 1, 6, 3])
  await writeFile(join(path, 'tokenizer_config.json'), '{')
  await expect(encode(path)).rejects.toThrow(`${join(path, 'tokenizer_config.json')}: not JSON`)
})
