/** Our side of products, calls and forward passes: reads a task from the command line, prints one JSON line. */
import { readFile } from 'node:fs/promises'
import { parameter } from '@cloze/autograd'
import {
  add,
  createCpu,
  disposeOf,
  gather,
  matmul,
  mean,
  mul,
  type Operand,
  relu,
  scope,
  sum,
  tensor,
} from '@cloze/tensor'
import { filled } from '../kernels/case.ts'
import { readBatches } from '../training/batches.ts'
import { modelFrom } from '../training/model.ts'
import { warmHalf } from './alternate.ts'
import type { calls } from './calls.ts'

/** How long something is repeated: at least so often, and so many milliseconds. */
interface Repeated {
  readonly rounds: number
  readonly least: number
}

export interface ProductsTask extends Repeated {
  readonly sizes: readonly number[]
  readonly threads: number
}

export interface ForwardTask extends Repeated {
  readonly folder: string
  readonly batch: string
  readonly logits: 'labelled' | 'all'
  readonly threads: number
}

export interface CallsTask extends Repeated {
  readonly calls: readonly (typeof calls)[number][]
  /** Calls that are timed together. */
  readonly together: number
  readonly threads: number
}

const task: ProductsTask | ForwardTask | CallsTask = JSON.parse(process.argv[2] ?? '{}')
const device = createCpu({ threads: task.threads })

async function repeated(run: () => void | Promise<void>, { rounds, least }: Repeated): Promise<number[]> {
  const times: number[] = []
  const began = performance.now()
  while (times.length < rounds || performance.now() - began < least) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  return times
}

async function products({ sizes, ...often }: ProductsTask) {
  const milliseconds: Record<number, number[]> = {}
  for (const size of sizes) {
    const [a, b] = [filled(device, [size, size], 1), filled(device, [size, size], 2)]
    milliseconds[size] = await repeated(() => void scope(() => void matmul(a, b)), often)
    disposeOf([a, b])
  }
  return { milliseconds }
}

async function forward({ folder, batch: file, logits, ...often }: ForwardTask) {
  const model = await modelFrom(folder, 0, device)
  const [given] = await readBatches(file)
  const { labels, ...unlabelled } = given
  const batch = logits === 'all' ? unlabelled : { ...unlabelled, labels: labels ?? new Int32Array() }
  const first = tensor(Int32Array.of(0), { device })
  let sample: number[] = []
  const milliseconds = await repeated(async () => {
    const row = scope(() => gather(model.forward(batch, { logits }).logits.value, first))
    sample = [...(await row.data())].slice(0, 100)
    row.dispose()
  }, often)
  return { milliseconds, sample }
}

/** An op of two operands, or of the first alone. */
type Call = (x: Operand, y: Operand) => unknown
const ops: Readonly<Record<(typeof calls)[number], Call>> = {
  add,
  'add a number': (x) => add(x, 2),
  multiply: mul,
  relu: (x) => relu(x),
  sum: (x) => sum(x),
  mean: (x) => mean(x),
}

/** Each op's result is freed at once, as the peers' are. */
async function timeCalls({ calls, together, ...often }: CallsTask) {
  const [x, y] = [filled(device, [8], 1), filled(device, [8], 2)]
  const [p, q] = [parameter(filled(device, [8], 1)), parameter(filled(device, [8], 2))]
  const microseconds: Record<string, readonly number[]> = {}
  const time = async (name: string, run: () => void) => {
    const milliseconds = await repeated(() => {
      for (let call = 0; call < together; call++) scope(run)
    }, often)
    microseconds[name] = warmHalf(milliseconds).map((each) => (1000 * each) / together)
  }
  for (const name of calls) {
    await time(name, () => void ops[name](x, y))
    await time(`${name} on a tape`, () => void ops[name](p, q))
  }
  disposeOf([x, y, p, q])
  return { microseconds }
}

const { version } = JSON.parse(
  await readFile(new URL('../../packages/tensor/package.json', import.meta.url), 'utf8'),
)
const found = await ('sizes' in task ? products(task) : 'calls' in task ? timeCalls(task) : forward(task))
process.stdout.write(`${JSON.stringify({ version, threads: device.threads, ...found })}\n`)
