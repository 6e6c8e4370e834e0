/** The command on a GPU in Node. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDisplay } from '../../harness/gpu/display.ts'
import { lacking } from '../../harness/gpu/modes.ts'
import { cloze } from '../cloze/cloze.ts'

let work = ''
const at = (name: string) => join(work, name)
const flags = () => [
  ...['pretrain', '--corpus', at('text.txt'), '--model', at('small.json'), '--vocab-size', '90'],
  ...[
    '--sequence-length',
    '16',
    '--steps',
    '3',
    '--batch-size',
    '4',
    '--out',
    at('out'),
    '--overwrite',
    '--json',
  ],
]

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloze-gpu-'))
  await writeFile(
    at('text.txt'),
    Array.from({ length: 12 }, (_, i) => `The cat ${i % 3} sat on a mat.`).join('\n\n'),
  )
  const config = { model_type: 'bert', hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2 }
  await writeFile(at('small.json'), JSON.stringify({ ...config, intermediate_size: 32 }))
})
afterAll(() => rm(work, { recursive: true }))

const reason = lacking('headlessgl')

test.skipIf(reason !== undefined && !process.env.CI)(
  'pretrain --device gpu trains on the GPU, and says which', // left out where left-out.ts says so
  async () => {
    const display = await openDisplay()
    try {
      const run = await cloze([...flags(), '--device', 'gpu'], undefined, { DISPLAY: display.name })
      expect(run.stderr).toMatch(/^Device gpu: .* \(headlessgl\)/)
      expect(run.status).toBe(0)
      expect(JSON.parse(run.stdout)).toMatchObject({ device: 'gpu', steps: 3 })
    } finally {
      display.close()
    }
  },
  120_000,
)

test('pretrain --device gpu without a GPU is one line that lists what was tried, and how to get one', async () => {
  const run = await cloze([...flags(), '--device', 'gpu'], undefined, { DISPLAY: '' })
  expect(run).toMatchObject({ status: 2, stdout: '' })
  expect(run.stderr).toMatch(
    /^cloze: gpu: no GPU was found; tried webgpu \(.*\), webgl2 \(.*\), headlessgl \(.*\)\. In Node: .*\n$/,
  )
})

test('pretrain --device auto says what it chose and why', async () => {
  const run = await cloze([...flags(), '--device', 'auto'], undefined, { DISPLAY: '' })
  expect(run.stderr).toMatch(/^Device cpu: no GPU was found\.\n/)
  expect(JSON.parse(run.stdout)).toMatchObject({ device: 'cpu' })
})
