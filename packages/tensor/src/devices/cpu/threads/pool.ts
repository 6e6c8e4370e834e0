/** Threads that share the work of a kernel: each takes a part of its range, so that no bit depends on their number. */
import { DeviceError } from '../../../errors.ts'
import type { Memory } from '../assembler/code/webassembly.ts'
import type { Run } from '../assembler/kernel.ts'
import {
  COMMAND,
  COMMAND_LENGTH,
  CONTROL_LENGTH,
  control,
  MOST_COMMANDS,
  MOST_KERNELS,
  MOST_PIECES,
  NO_PLACE,
  PIECE_BITS,
  partOf,
} from './control.ts'
import { SPINS, type Started, startWorker } from './worker.ts'

/** A kernel over a range: two of its arguments are where a thread's part begins and ends. */
export interface Command {
  readonly run: Run
  /** Its arguments, the range's two as well. */
  readonly values: readonly number[]
  /** The index of the range's start among them; its end follows. */
  readonly range: number
  readonly total: number
  /** Parts are multiples of it. */
  readonly grain: number
  /** Memory to work in: so many bytes for each thread, from the address at `index` among the arguments on. */
  readonly own?: { readonly index: number; readonly bytes: number }
}

/** More pieces even out what threads lose to others; fewer cost less. */
const PIECES_A_THREAD = 4

/** However many threads there are: the pieces of all commands are counted in so many bits. */
const MOST_PIECES_EACH = Math.floor(MOST_PIECES / (MOST_COMMANDS + 1))

/** Of the claims that fit a positive int32. */
const MOST_GENERATIONS = 2 ** (31 - PIECE_BITS) - 1

/** A minute. */
const PATIENCE = 60_000

export class Pool {
  readonly threads: number
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_LENGTH))
  readonly #commands = new Float64Array(new SharedArrayBuffer(8 * MOST_COMMANDS * COMMAND_LENGTH))
  readonly #memory: Memory
  readonly #patience: number
  readonly #numbers = new Map<Run, number>()
  #workers: Started[] | undefined
  #generation = 0
  #failure: string | undefined

  /**
   * @param threads the caller's own among them; workers start with the first job that they can share
   * @param patience how many milliseconds without an answer make a worker count as dead
   */
  constructor(memory: Memory, threads: number, patience = PATIENCE) {
    this.#memory = memory
    this.#patience = patience
    this.threads = threads
  }

  /** Makes a kernel known whose module's bytes lie in the shared memory. */
  register(run: Run, address: number, length: number): void {
    const number = this.#numbers.size
    if (number >= MOST_KERNELS) throw new DeviceError(`cpu: more than ${MOST_KERNELS} kernels`)
    this.#numbers.set(run, number)
    this.#control[control.KERNELS + 2 * number] = address
    this.#control[control.KERNELS + 2 * number + 1] = length
  }

  knows(run: Run): boolean {
    return this.#numbers.has(run)
  }

  /** @throws DeviceError where a worker died, failed or did not answer: it may still write, and no one knows where */
  check(): void {
    if (this.#failure) throw new DeviceError(this.#failure)
  }

  /**
   * Runs commands that do not depend on each other, in pieces that each thread claims when it is free: a worker that is
   * late, or that the system has put aside, is not waited for. Returns when all is done; where the caller's own part
   * fails, what the workers have begun is waited for, and the next command finds all as it should be.
   * @throws DeviceError where a worker died or failed, or a kernel failed here
   */
  run(...commands: readonly Command[]): void {
    this.#workers ??= this.#start()
    this.check()
    const pieces = this.#post(commands)
    try {
      this.#work(commands, pieces)
    } catch (error) {
      this.#wait(this.#close(pieces))
      const why = error instanceof Error ? error.message : String(error)
      throw new DeviceError(`cpu: a kernel failed: ${why}`, { cause: error })
    }
    this.#wait(pieces)
  }

  /** Claims pieces and does them until none is left. */
  #work(commands: readonly Command[], pieces: number): void {
    const numbers = this.#control
    for (;;) {
      const piece = Atomics.load(numbers, control.CLAIM) & MOST_PIECES
      if (piece >= pieces) break
      const claim = (this.#generation << PIECE_BITS) | piece
      if (Atomics.compareExchange(numbers, control.CLAIM, claim, claim + 1) !== claim) continue
      try {
        this.#runPiece(commands, piece)
      } finally {
        Atomics.add(numbers, control.DONE, 1)
      }
    }
  }

  /** Lets nobody claim any more. @returns how many pieces were claimed */
  #close(pieces: number): number {
    const closed = (this.#generation << PIECE_BITS) | MOST_PIECES
    return Math.min(Atomics.exchange(this.#control, control.CLAIM, closed) & MOST_PIECES, pieces)
  }

  /** Ends the workers; nothing is run after that. */
  dispose(): void {
    if (!this.#workers) return
    Atomics.store(this.#control, control.STOP, 1)
    Atomics.add(this.#control, control.GENERATION, 1)
    Atomics.notify(this.#control, control.GENERATION)
    this.#workers = undefined
  }

  #start(): Started[] {
    const data = { memory: this.#memory, control: this.#control, commands: this.#commands }
    return Array.from({ length: this.threads - 1 }, (_, index) =>
      startWorker({ ...data, number: index + 1 }, () => {
        // One that is ended because it did not answer has said why already.
        if (this.#workers)
          this.#failure ??= 'cpu: a worker thread ended, or could not start; make a new device'
      }),
    )
  }

  /** How many pieces a command is cut into: some for each thread, so that none waits long for another. */
  #piecesOf({ total, grain }: Command): number {
    return Math.max(1, Math.min(PIECES_A_THREAD * this.threads, MOST_PIECES_EACH, Math.ceil(total / grain)))
  }

  /** @returns how many pieces there are */
  #post(commands: readonly Command[]): number {
    const numbers = this.#control
    this.#generation = (this.#generation + 1) & MOST_GENERATIONS
    const open = this.#generation << PIECE_BITS
    // Closed while it is written: a worker that still looks at the last job claims nothing of it.
    Atomics.store(numbers, control.CLAIM, open | MOST_PIECES)
    let all = 0
    commands.forEach((command, index) => {
      const at = index * COMMAND_LENGTH
      const pieces = this.#piecesOf(command)
      all += pieces
      this.#commands[at + COMMAND.KERNEL] = this.#numbers.get(command.run) ?? 0
      this.#commands[at + COMMAND.TOTAL] = command.total
      this.#commands[at + COMMAND.GRAIN] = command.grain
      this.#commands[at + COMMAND.PIECES] = pieces
      this.#commands[at + COMMAND.RANGE] = command.range
      this.#commands[at + COMMAND.OWN] = command.own?.index ?? NO_PLACE
      this.#commands[at + COMMAND.OWN_BYTES] = command.own?.bytes ?? 0
      this.#commands[at + COMMAND.COUNT] = command.values.length
      this.#commands.set(command.values, at + COMMAND.ARGUMENTS)
    })
    numbers[control.PIECES] = all
    numbers[control.COMMANDS] = commands.length
    Atomics.store(numbers, control.DONE, 0)
    Atomics.store(numbers, control.CLAIM, open)
    Atomics.add(numbers, control.GENERATION, 1)
    if (Atomics.load(numbers, control.SLEEPING) > 0) Atomics.notify(numbers, control.GENERATION)
    return all
  }

  #runPiece(commands: readonly Command[], piece: number): void {
    let own = piece
    for (const command of commands) {
      const pieces = this.#piecesOf(command)
      if (own < pieces) {
        const { run, values, range, total, grain } = command
        const [start, end] = partOf(own, pieces, total, grain)
        if (start < end) run(...values.with(range, start).with(range + 1, end))
        return
      }
      own -= pieces
    }
  }

  #wait(pieces: number): void {
    const numbers = this.#control
    let spins = 0
    let since: number | undefined
    for (;;) {
      const done = Atomics.load(numbers, control.DONE)
      if (done >= pieces) break
      if (spins++ < SPINS) continue
      since ??= performance.now()
      if (performance.now() - since > this.#patience) {
        this.#failure = 'cpu: a worker thread does not answer; make a new device'
        for (const worker of this.#workers ?? []) worker.terminate()
        this.check()
      }
      this.#sleep(done)
    }
    if (Atomics.load(numbers, control.FAILED)) {
      this.#failure = 'cpu: a kernel failed in a worker thread; make a new device'
      this.check()
    }
  }

  /** Until a worker is done; a page's main thread may not, and looks on. */
  #sleep(done: number): void {
    try {
      Atomics.store(this.#control, control.CALLER_SLEEPS, 1)
      Atomics.wait(this.#control, control.DONE, done, 1)
    } catch {
      // not allowed to sleep here
    } finally {
      Atomics.store(this.#control, control.CALLER_SLEEPS, 0)
    }
  }
}
