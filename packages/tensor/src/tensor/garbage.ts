/**
 * Asks JavaScript for a garbage collection. It knows nothing of the memory behind tensors, which is WebAssembly's or a GPU's,
 * and sees a few small objects that it need not hurry with.
 */

interface Engine {
  readonly gc?: () => void
  readonly Bun?: { gc(synchronous: boolean): void }
}

/** Collects at once; nothing where the engine can't be made to. */
let now: (() => void) | undefined
let asked = false

const builtin = globalThis.process?.getBuiltinModule

/** Whether what a collection found dead is known at once, from WeakRefs, and not only when this job has ended. */
export const tellsAtOnce = builtin !== undefined

/** Twice what a page's engine lets pass without a collection: measured in Chromium, where 32 MiB are not enough. */
const DECOY = 2 ** 27

/**
 * Collects where the engine does so at once. Elsewhere, as in a page, memory that it knows of and that nobody holds makes it
 * collect soon; it is never touched, so that it takes no room.
 */
export function collectGarbage(): void {
  if (!asked) now = findCollector()
  asked = true
  if (now) now()
  else decoy()
}

function decoy(): void {
  try {
    new ArrayBuffer(DECOY)
  } catch {
    // An engine that has no room for it has looked for some.
  }
}

function findCollector(): (() => void) | undefined {
  const { gc, Bun } = globalThis as Engine
  const [v8, vm] = [builtin?.('node:v8'), builtin?.('node:vm')]
  const collect = Bun ? () => Bun.gc(true) : (gc ?? (v8 && vm && exposed(v8, vm)))
  if (collect === undefined || vm === undefined) return collect
  // A WeakRef that was made or read in a job holds its object until the job ends. Here one ends: that of a script whose
  // context has microtasks of its own, so that none of the program's run.
  const other = vm.createContext({}, { microtaskMode: 'afterEvaluate' })
  const job = new vm.Script('0')
  return () => {
    job.runInContext(other)
    collect()
  }
}

/** V8's own `gc`, which a new context has where the flag is set. */
function exposed(v8: typeof import('node:v8'), vm: typeof import('node:vm')): (() => void) | undefined {
  v8.setFlagsFromString('--expose-gc')
  const gc: unknown = vm.runInNewContext('globalThis.gc')
  v8.setFlagsFromString('--no-expose-gc')
  return typeof gc === 'function' ? () => gc() : undefined
}
