/** What the kernels of the device share: memory, and the kernels that were compiled so far. */
import { compile, type Kernel, type Run } from './assembler/kernel.ts'
import { Heap } from './memory.ts'

export class Runtime {
  readonly heap = new Heap()
  readonly #compiled = new Map<string, Run>()

  /** The kernel of that key, written and compiled when it is first asked for. */
  kernel(key: string, write: () => Kernel): Run {
    const known = this.#compiled.get(key)
    if (known) return known
    const run = compile(write(), this.heap.memory)
    this.#compiled.set(key, run)
    return run
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
}
