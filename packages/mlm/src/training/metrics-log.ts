import type { Storage } from '../storage.ts'
import type { TrainingHook } from './hooks.ts'

/** The run folder's log: a JSON object a line. */
const METRICS = 'metrics.jsonl'

/** Where the lines go while an earlier run's log is there. */
const NEW = `${METRICS}.new`

/** The log of a run that goes on. */
export interface MetricsLog {
  add(line: Readonly<Record<string, unknown>>): Promise<void>
  /** What of the log is to be replaced with the model: the log of an earlier run stays as long as its model does. */
  replacing(): Promise<ReadonlyMap<string, Uint8Array | undefined>>
  /** Called when what `replacing` gave is written. */
  replaced(): void
  /** Where the run failed: takes away a log that no line was written to, and one beside that of an earlier run, which stays. */
  discard(): Promise<void>
}

/**
 * Begins a log: beside the one that an earlier run left, until the model is saved. That of a run that was killed stays
 * until the next begins.
 * @param onFailure called once if lines can't be written, as on a full disk: they wait for the next that can
 */
export async function startMetricsLog(
  storage: Pick<Storage, 'append' | 'exists' | 'read' | 'remove'>,
  onFailure?: (error: unknown) => void,
): Promise<MetricsLog> {
  let name = (await storage.exists(METRICS)) ? NEW : METRICS
  let waiting = ''
  let failed = false
  let empty = true
  await storage.remove(NEW)
  await storage.append(name, new Uint8Array()) // says at the start what can't be written
  return {
    async add(line) {
      waiting += `${JSON.stringify(line)}\n`
      try {
        await storage.append(name, new TextEncoder().encode(waiting))
        waiting = ''
        empty = false
      } catch (error) {
        if (onFailure === undefined) throw error
        if (!failed) onFailure(error)
        failed = true
      }
    },
    async replacing() {
      if (name === METRICS) return new Map()
      const written = new TextDecoder().decode(await storage.read(NEW))
      const all = new TextEncoder().encode(written + waiting)
      return new Map([
        [NEW, undefined],
        [METRICS, all],
      ])
    },
    replaced() {
      if (name === NEW) waiting = ''
      name = METRICS
    },
    async discard() {
      if (empty || name === NEW) await storage.remove(name)
    },
  }
}

/** Adds a line for each step whose loss was read. */
export const metricsLogHook = (log: Pick<MetricsLog, 'add'>): TrainingHook => ({
  onLog: ({ step, loss, accuracy, learningRate, gradientNorm, tokensPerSecond }) =>
    log.add({ step, loss, accuracy, learningRate, gradientNorm, tokensPerSecond }),
})
