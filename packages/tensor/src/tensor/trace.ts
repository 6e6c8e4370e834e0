/** Where the tensors come from that are alive: what to look at where memory grows. */
import { bytesOf, type Storage, type Watched, type Watcher, watch } from './storage.ts'

/** Tensors that are alive and were made by one op, at one place of a program. */
export interface TensorGroup {
  /** The op that made them; `tensor` where they came from the host, `alias` where the tape holds a value. */
  readonly op: string
  /** The first line outside of the library, as a stack trace writes it: `loop (file:///train.ts:12:9)`. */
  readonly at: string
  readonly count: number
  /** Memory that tensors share counts for the one that was made first. */
  readonly bytes: number
}

/** What was made since, by `traceTensors`. */
export interface TensorTrace {
  /** What is alive of it, the largest groups first. */
  live(): TensorGroup[]
  /** Ends it. What was made before can still be listed. */
  stop(): void
}

interface Made {
  readonly tensor: WeakRef<Watched>
  readonly storage: Storage
  readonly op: string
  readonly at: string
}

/**
 * Notes of each tensor that is made from now on which op made it, and where; Python's `tracemalloc` for tensors. Costs
 * nothing where it is not called, and some microseconds a tensor where it is.
 * @example
 * const trace = traceTensors()
 * const total = sum(tensor([1, 2]))
 * trace.stop()
 * trace.live().map(({ op, count, bytes }) => `${op}: ${count}, ${bytes} bytes`) // ['tensor: 1, 8 bytes', 'sum: 1, 4 bytes']
 */
export function traceTensors(): TensorTrace {
  let made: Made[] = []
  let pruned = 0
  const alive = (): Made[] => made.filter(({ tensor }) => tensor.deref()?.disposed === false)
  const note: Watcher = (tensor, storage, op) => {
    before?.(tensor, storage, op)
    made.push({ tensor: new WeakRef(tensor), storage, op, at: placeOf(stack()) })
    if (made.length < 2 * pruned + 1000) return
    made = alive()
    pruned = made.length
  }
  const before = watch(note)
  return {
    live() {
      const groups = new Map<string, { op: string; at: string; count: number; bytes: number }>()
      const seen = new Set<Storage>()
      made = alive()
      for (const { op, at, storage } of made) {
        const key = `${op} ${at}`
        const group = groups.get(key) ?? { op, at, count: 0, bytes: 0 }
        group.count += 1
        if (!seen.has(storage)) group.bytes += bytesOf(storage.buffer)
        seen.add(storage)
        groups.set(key, group)
      }
      return [...groups.values()].sort((a, b) => b.bytes - a.bytes)
    },
    stop() {
      watch(before)
    },
  }
}

/** Longer than JavaScript's own, which end within the library. */
function stack(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 50
  const text = new Error().stack ?? ''
  Error.stackTraceLimit = stackTraceLimit
  return text
}

/** The first line of a stack that is not in this library's own files; the last where there is none. */
function placeOf(stack: string): string {
  const lines = stack.split('\n').filter((line) => /:\d+:\d+\)?$/.test(line))
  const [own = ''] = lines
  // …/packages/tensor/src/tensor/trace.ts or …/@cloze/tensor/dist/tensor/trace.js, and its neighbours autograd, bert, mlm
  const [, home] = /(?:file:\/\/)?([^(\s@]*\/(?:packages|@cloze)\/)tensor\//.exec(own) ?? []
  const outside = home && lines.find((line) => !line.includes(home) && !line.includes('/@cloze/'))
  return (outside ?? lines.at(-1) ?? 'an unknown place').trim().replace(/^at /, '')
}
