/**
 * Worker threads: a few lines of JavaScript in a string, so that they run from source, from a bundle and in a page
 * alike. A worker compiles the kernels that it meets by itself, from their bytes in the shared memory: it waits in
 * `Atomics.wait` and gets no messages.
 */
import { DeviceError } from '../../../errors.ts'
import type { Memory } from '../assembler/code/webassembly.ts'
import { COMMAND, COMMAND_LENGTH, control, MOST_PIECES, partOf } from './control.ts'

export interface Started {
  /** Ends the worker at once; what it does is lost. */
  terminate(): void
}

export interface WorkerData {
  readonly memory: Memory
  readonly control: Int32Array
  readonly commands: Float64Array
  /** Which thread it is: 1 and on, since 0 is the caller. */
  readonly number: number
}

/** So many looks at a number before a thread sleeps: some tens of microseconds. */
export const SPINS = 20_000

/**
 * What a worker runs. `work` claims a piece and does it, and gives false where none is left; what it read of a job is that
 * job's only if nobody has claimed since: else it may be half of the next one's. No bundler makes a string smaller, so
 * that its comments stand here.
 */
const body = `
const partOf = ${partOf}
const start = ({ memory, control, commands, number: own }) => {
  const kernels = []
  const kernel = (number) => kernels[number] ??= (() => {
    const at = ${control.KERNELS} + 2 * number
    const bytes = new Uint8Array(memory.buffer, control[at], control[at + 1]).slice()
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
    return Object.values(exports)[0]
  })()
  const work = () => {
    const claim = Atomics.load(control, ${control.CLAIM})
    let piece = claim & ${MOST_PIECES}
    if (piece >= control[${control.PIECES}]) return false
    let at = 0
    for (let left = control[${control.COMMANDS}]; left > 1 && piece >= commands[at + ${COMMAND.PIECES}]; left--) {
      piece -= commands[at + ${COMMAND.PIECES}]
      at += ${COMMAND_LENGTH}
    }
    const first = at + ${COMMAND.ARGUMENTS}
    const values = Array.from(commands.subarray(first, first + commands[at + ${COMMAND.COUNT}]))
    const range = commands[at + ${COMMAND.RANGE}]
    const index = commands[at + ${COMMAND.OWN}]
    if (index >= 0) values[index] += own * commands[at + ${COMMAND.OWN_BYTES}]
    const number = commands[at + ${COMMAND.KERNEL}]
    const [start, end] = partOf(piece, commands[at + ${COMMAND.PIECES}], commands[at + ${COMMAND.TOTAL}], commands[at + ${COMMAND.GRAIN}])
    if (Atomics.compareExchange(control, ${control.CLAIM}, claim, claim + 1) !== claim) return true
    try {
      values[range] = start
      values[range + 1] = end
      if (start < end) kernel(number)(...values)
    } catch {
      Atomics.store(control, ${control.FAILED}, 1)
    }
    Atomics.add(control, ${control.DONE}, 1)
    if (Atomics.load(control, ${control.CALLER_SLEEPS})) Atomics.notify(control, ${control.DONE})
    return true
  }
  let seen = 0
  Atomics.add(control, ${control.READY}, 1)
  for (;;) {
    for (let spins = 0; Atomics.load(control, ${control.GENERATION}) === seen; spins++) {
      if (spins < ${SPINS}) continue
      Atomics.add(control, ${control.SLEEPING}, 1)
      Atomics.wait(control, ${control.GENERATION}, seen)
      Atomics.sub(control, ${control.SLEEPING}, 1)
    }
    seen = Atomics.load(control, ${control.GENERATION})
    if (Atomics.load(control, ${control.STOP})) return
    while (work());
  }
}
if (typeof require === 'function') start(require('node:worker_threads').workerData)
else onmessage = ({ data }) => start(data)
`

interface PageWorker {
  onerror: (() => void) | null
  postMessage(data: unknown): void
  terminate(): void
}

interface Page {
  readonly Worker?: new (url: string) => PageWorker
}

/** @param onEnd called when the worker ends, asked to or not */
export function startWorker(data: WorkerData, onEnd: () => void): Started {
  const node = globalThis.process?.getBuiltinModule?.('node:worker_threads')
  if (node) {
    const worker = new node.Worker(body, { eval: true, workerData: data, execArgv: [], stdout: true })
    worker.unref() // a worker alone keeps no process alive
    worker.once('exit', onEnd)
    worker.once('error', onEnd)
    return { terminate: () => void worker.terminate() }
  }
  const { Worker } = globalThis as Page
  if (Worker === undefined) throw new DeviceError('cpu: there are no worker threads here')
  const url = URL.createObjectURL(new Blob([body], { type: 'text/javascript' }))
  const worker = new Worker(url)
  worker.onerror = onEnd // also where it could not start
  URL.revokeObjectURL(url)
  worker.postMessage(data)
  return { terminate: () => worker.terminate() }
}
