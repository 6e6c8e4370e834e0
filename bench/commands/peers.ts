import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine } from '../machine.ts'
import { choice, integer } from '../misuse.ts'
import { compareCalls } from '../peers/calls.ts'
import type { Outcome } from '../peers/comparison.ts'
import { compareForward } from '../peers/forward.ts'
import { compareProducts } from '../peers/products.ts'
import { compareTraining } from '../peers/training.ts'
import { type Command, flags } from './command.ts'

const kinds = ['training', 'matmul', 'forward', 'calls'] as const

/** `pnpm bench peers`: other libraries at the same work, each in processes of its own, in turn with ours. */
export const peers: Command = async (args) => {
  const values = flags(args, {
    only: { type: 'string' },
    models: { type: 'string', default: 'tiny,mini' },
    sizes: { type: 'string', default: '256,512,1024' },
    threads: { type: 'string', default: `${availableParallelism()}` },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  })
  const only = values.only && choice('only', values.only, kinds)
  const models = values.models.split(',').map((name) => choice('models', name, ['tiny', 'mini', 'small']))
  const sizes = values.sizes.split(',').map((size) => integer('sizes', size, 1))
  const settings = {
    threads: integer('threads', values.threads, 1),
    rounds: integer('rounds', values.rounds, 1),
    steps: integer('steps', values.steps, 1),
    folder: await mkdtemp(join(tmpdir(), 'cloze-peers-')),
  }
  const outcomes: Outcome[] = []
  const note = async (kind: (typeof kinds)[number], compare: () => Promise<Outcome[]>) => {
    if (only && only !== kind) return
    const found = await compare().catch((error: Error) => [{ what: kind, reason: error.message }]) // one peer's failure is not the others'
    outcomes.push(...found)
    if (!values.json) for (const outcome of found) process.stdout.write(`${linesOf(outcome).join('\n')}\n`)
  }
  try {
    await note('matmul', () => compareProducts(settings, sizes))
    await note('calls', () => compareCalls(settings))
    await note('forward', () => compareForward(settings))
    await note('training', () => compareTraining(settings, models))
  } finally {
    await rm(settings.folder, { recursive: true, force: true })
  }
  const { threads, rounds, steps } = settings
  if (values.json)
    process.stdout.write(`${JSON.stringify({ machine: machine(), threads, rounds, steps, outcomes })}\n`)
}

function linesOf(outcome: Outcome): string[] {
  if ('reason' in outcome) return [`${outcome.what}: left out: ${outcome.reason}`]
  const bytes = outcome.unit === 'bytes'
  const show = (value: number) => (bytes ? (value / 2 ** 20).toFixed(0) : value.toPrecision(4))
  return [
    `${outcome.what}`,
    ...outcome.figures.map(({ name, median, least, most, ran }) => {
      const ratio = outcome.ratios[name]
      return `  ${name.padEnd(12)} ${show(median).padStart(9)} ${bytes ? 'MiB' : outcome.unit} (${show(least)}–${show(most)})  ${ran}${ratio === undefined ? '' : `; ours is ${ratio.toFixed(2)}×`}`
    }),
    ...(outcome.goal
      ? [`  the goal of ${outcome.goal.most} ${outcome.unit} is ${outcome.goal.met ? 'met' : 'missed'}`]
      : []),
  ]
}
