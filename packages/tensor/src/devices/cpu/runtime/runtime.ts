/** What the kernels of the device share: memory, the kernels that were compiled so far, and threads. */
import { DeviceError } from '../../../errors.ts'
import { sharingLacks } from '../assembler/code/webassembly.ts'
import { compile, type Kernel, type Run } from '../assembler/kernel.ts'
import { type Command, Pool } from '../threads/pool.ts'
import { Heap } from './memory.ts'

/** A kernel over a range that may be shared, and how much there is to do. */
export interface Work extends Command {
  /** Multiplications, or elements that are moved: what is not worth waking a thread for stays with the caller. */
  readonly cost: number
}

/** Below this, one thread is done before others have begun. */
const WORTH_SHARING = 30_000

export class Runtime {
  readonly heap: Heap
  /** Why there is one thread though more were asked for. */
  readonly limitation: string | undefined
  readonly #compiled = new Map<string, Run>()
  readonly #kernels = new Map<Run, Kernel>()
  readonly #pool: Pool | undefined
  #disposed = false

  /** @param threads 1 where memory can't be shared */
  constructor(threads: number) {
    if (threads > 1) this.limitation = sharingLacks()
    const shared = threads > 1 && this.limitation === undefined
    this.heap = new Heap(shared)
    this.#pool = shared ? new Pool(this.heap.memory, threads) : undefined
  }

  get threads(): number {
    return this.#pool?.threads ?? 1
  }

  /** The kernel of that key, written and compiled when it is first asked for. */
  kernel(key: string, write: () => Kernel): Run {
    const known = this.#compiled.get(key)
    if (known) return known
    const kernel = write()
    const run = compile(kernel, this.heap.memory)
    this.#compiled.set(key, run)
    this.#kernels.set(run, kernel)
    return run
  }

  /**
   * Runs kernels that do not depend on each other, shared by the threads where that pays.
   * @throws DeviceError where the device was disposed of, or its threads failed
   */
  share(...works: readonly Work[]): void {
    if (this.#disposed) throw new DeviceError('cpu: the device was disposed of')
    const pool = this.#pool
    pool?.check()
    if (pool && works.reduce((total, { cost }) => total + cost, 0) >= WORTH_SHARING) {
      for (const { run } of works) if (!pool.knows(run)) this.#register(pool, run)
      pool.run(...works)
    } else
      for (const { run, values, range, total } of works) {
        const own = [...values]
        own[range] = 0
        own[range + 1] = total
        run(...own)
      }
  }

  /** Memory for the time of `body`: panels, partial sums. */
  scratch<Result>(bytes: number, body: (address: number) => Result): Result {
    const address = this.heap.take(bytes)
    try {
      return body(address)
    } finally {
      this.heap.give(address)
    }
  }

  /** Ends the threads. */
  dispose(): void {
    this.#disposed = true
    this.#pool?.dispose()
  }

  /** The kernel's module goes to the shared memory, where the threads find it, and stays. */
  #register(pool: Pool, run: Run): void {
    const bytes = this.#kernels.get(run)?.sharedBytes ?? new Uint8Array()
    const address = this.heap.take(bytes.length)
    new Uint8Array(this.heap.memory.buffer, address, bytes.length).set(bytes)
    pool.register(run, address, bytes.length)
  }
}
