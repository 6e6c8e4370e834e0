/** A forward pass of BERT-mini, as fill-mask does it, against onnxruntime-node. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { median } from '../measure.ts'
import { alternating, apart, figureOf, warmHalf } from './alternate.ts'
import { ask, askOurs } from './child.ts'
import type { ForwardTask } from './cloze.ts'
import { comparison, OURS, type Outcome, often, type Settings } from './comparison.ts'
import { onnxExport, onnxruntime } from './peers.ts'
import { batchJson, writeModel } from './training.ts'

interface Forward {
  readonly version: string
  readonly threads: number
  readonly milliseconds: readonly number[]
  /** The first logits of the first position. */
  readonly sample: readonly number[]
}

const LENGTH = 128
/** The share by which logits may differ. */
const ROOM = 1e-3

export async function compareForward(settings: Settings): Promise<Outcome[]> {
  const what = `forward pass, BERT-mini, 1×${LENGTH}`
  for (const peer of [onnxruntime, onnxExport])
    if (!(await peer.installed())) return [{ what, reason: `${peer.name} is not installed: ${peer.install}` }]
  const [path, onnx] = [join(settings.folder, 'forward'), join(settings.folder, 'forward.onnx')]
  await writeModel(path, 'mini')
  await ask<unknown>('python3', ['bench/peers/export-onnx.py', path, onnx])
  const { labels, ...batch } = batchJson(0, 1, LENGTH, 0)
  const one = labels.map((row) => row.map((label, index) => (index === 0 ? label : -100))) // [MASK] alone
  const file = join(settings.folder, 'forward.json')
  await writeFile(file, JSON.stringify({ ...batch, labels: one }))

  const { threads } = settings
  const ours = (logits: ForwardTask['logits']) => () =>
    askOurs<Forward>(
      'bench/peers/cloze.ts',
      JSON.stringify({ folder: path, batch: file, logits, threads, ...often(settings) }),
    )
  const theirs = () =>
    ask<Forward>(process.execPath, [
      'bench/peers/onnxruntime/peer.mjs',
      JSON.stringify({ model: onnx, batch: file, threads, ...often(settings) }),
    ])
  const results = await alternating(
    [
      { name: 'all', run: ours('all') },
      { name: 'mask', run: ours('labelled') },
      { name: onnxruntime.name, run: theirs },
    ],
    settings.rounds,
  )
  const of = (name: string, as: string) => {
    const found = results.get(name) ?? []
    const ran = `${found[0]?.version}, ${found[0]?.threads} threads`
    return { ...figureOf(found.map(({ milliseconds }) => median(warmHalf(milliseconds)))), name: as, ran }
  }
  const sample = (name: string) => results.get(name)?.[0]?.sample ?? []
  const share = Math.max(...['all', 'mask'].map((name) => apart(sample(name), sample(onnxruntime.name))))
  if (!(share <= ROOM)) return [{ what, reason: `the logits differ by ${share}, so it is not the same work` }]
  const peer = of(onnxruntime.name, onnxruntime.name)
  return [
    comparison(`${what}, all logits`, 'ms', [of('all', OURS), peer], 'less'),
    comparison(`${what}, ours at the mask alone`, 'ms', [of('mask', OURS), peer], 'less'),
  ]
}
