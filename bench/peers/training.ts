/** Training against PyTorch: the same weights, ids and labels first, whose losses must agree; then speed and memory. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { IGNORE_INDEX, savePretrained, sizes } from '@cloze/bert'
import { folderStorage } from '@cloze/mlm/node'
import { createCpu } from '@cloze/tensor'
import { randomBatch } from '../training/batches.ts'
import { newModel } from '../training/model.ts'
import { alternating, apart, figureOf } from './alternate.ts'
import { ask, askOurs } from './child.ts'
import { type Comparison, comparison, type LeftOut, OURS, type Outcome, type Settings } from './comparison.ts'
import { pytorch } from './peers.ts'

type Size = 'tiny' | 'mini' | 'small'
const heads = ['labelled', 'all'] as const
type Logits = (typeof heads)[number]

interface Trained {
  readonly tokensPerSecond: number
  readonly peakResidentBytes: number
  readonly losses: readonly number[]
  readonly threads: number
  readonly version?: string
  readonly node?: string
}

const [VOCABULARY, LENGTH, BATCH] = [30522, 128, 16]
/** Steps whose losses are compared, and the share by which they may differ: float32 sums in another order. */
const [TRACE, ROOM] = [5, 2e-4]

const PEER = 'bench/peers/pytorch.py'

/** Tiny and mini with both heads; a comparison is of the same work on both sides, but the last of each size. */
export async function compareTraining(settings: Settings, asked: readonly Size[]): Promise<Outcome[]> {
  if (!(await pytorch.installed()))
    return [{ what: 'training', reason: `PyTorch is not installed: ${pytorch.install}` }]
  const outcomes: Outcome[] = []
  for (const size of asked) {
    const differs = await difference(size, settings)
    if (differs) outcomes.push(differs)
    else outcomes.push(...(await timeTraining(size, settings)))
  }
  return outcomes
}

/** Why the two can't be compared; nothing where they give the same losses. */
async function difference(size: Size, settings: Settings): Promise<LeftOut | undefined> {
  const [path, file] = [join(settings.folder, size), join(settings.folder, `${size}.json`)]
  await writeModel(path, size)
  const batches = Array.from({ length: TRACE }, (_, step) => batchJson(step, 4, 32, 0.2))
  await writeFile(file, JSON.stringify(batches))
  const args = ['--from', path, '--batch', file, '--dropout', '0', '--steps', `${TRACE}`, '--warmup', '0']
  try {
    for (const logits of heads) {
      const common = [...args, '--logits', logits, '--threads', `${settings.threads}`]
      const ours = await askOurs<Trained>('bench/main.ts', 'train', ...common, '--json')
      const theirs = await ask<Trained>('python3', [PEER, ...common])
      const share = apart(ours.losses, theirs.losses)
      if (!(share <= ROOM))
        return {
          what: `training, ${size}`,
          reason: `with ${logits} logits the losses differ by ${share}, so it is not the same work: ${ours.losses} here, ${theirs.losses} there`,
        }
    }
  } finally {
    await rm(path, { recursive: true })
  }
  return undefined
}

async function timeTraining(size: Size, settings: Settings): Promise<Comparison[]> {
  const args = (logits: Logits) => [
    ...['--model', size, '--vocab-size', `${VOCABULARY}`, '--batch-size', `${BATCH}`],
    ...['--sequence-length', `${LENGTH}`, '--dropout', '0.1', '--logits', logits],
    ...['--threads', `${settings.threads}`, '--steps', `${settings.steps}`, '--warmup', '3'],
  ]
  const results = await alternating<Trained>(
    heads.flatMap((logits) => [
      {
        name: `${OURS}, ${logits}`,
        run: () => askOurs<Trained>('bench/main.ts', 'train', ...args(logits), '--json'),
      },
      { name: `PyTorch, ${logits}`, run: () => ask<Trained>('python3', [PEER, ...args(logits)]) },
    ]),
    settings.rounds,
  )
  const between = (
    what: string,
    sides: readonly [ours: Logits, theirs: Logits],
    of: 'tokensPerSecond' | 'peakResidentBytes',
  ) => {
    const figures = [`${OURS}, ${sides[0]}`, `PyTorch, ${sides[1]}`].map((key) => {
      const found = results.get(key) ?? []
      const ran = `${found[0]?.version ?? `Node ${found[0]?.node}`}, ${found[0]?.threads} threads`
      const name = key.startsWith(OURS) ? OURS : 'PyTorch'
      return { ...figureOf(found.map((each) => each[of])), name, ran }
    })
    const [unit, better] =
      of === 'tokensPerSecond' ? (['tokens/s', 'more'] as const) : (['bytes', 'less'] as const)
    return comparison(`${what}, BERT-${size}, ${BATCH}×${LENGTH}`, unit, figures, better)
  }
  return [
    between('training, labelled logits on both sides', ['labelled', 'labelled'], 'tokensPerSecond'),
    between('training, all logits on both sides', ['all', 'all'], 'tokensPerSecond'),
    between('training, transformers as users run it', ['labelled', 'all'], 'tokensPerSecond'),
    between('peak resident memory, transformers as users run it', ['labelled', 'all'], 'peakResidentBytes'),
  ]
}

export async function writeModel(path: string, size: Size): Promise<void> {
  const device = createCpu({ threads: 1 })
  const model = newModel(sizes[size], { vocabularySize: VOCABULARY, longest: LENGTH, dropout: 0 }, device)
  try {
    await savePretrained(folderStorage(path), model)
  } finally {
    model.dispose()
    device.dispose()
  }
}

/** A random batch as a file has it. */
export function batchJson(step: number, batchSize: number, sequenceLength: number, padding: number) {
  const batch = randomBatch(step, { vocabularySize: VOCABULARY, batchSize, sequenceLength, padding })
  const rows = (values: Int32Array) =>
    Array.from({ length: batchSize }, (_, row) => [
      ...values.subarray(row * sequenceLength, (row + 1) * sequenceLength),
    ])
  return {
    input_ids: rows(batch.inputIds),
    labels: rows(batch.labels ?? new Int32Array(batchSize * sequenceLength).fill(IGNORE_INDEX)),
    attention_mask: rows(batch.attentionMask),
  }
}
