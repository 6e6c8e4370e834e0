import type { Storage } from '../storage.ts'

/** The run folder's log: a JSON object a line. */
const METRICS = 'metrics.jsonl'

/** The log of a run that goes on. */
export interface RunLog {
  add(line: Readonly<Record<string, unknown>>): Promise<void>
  /** The log of an earlier run stays as it is until then: its model does too. */
  readonly replacing: ReadonlyMap<string, Uint8Array>
  /** Called when `replacing` is in its place. */
  replaced(): void
  /** Takes away a log that no line was written to. */
  removeIfEmpty(): Promise<void>
}

/**
 * Begins a log: at once where there is none; in memory where an earlier run left one, which is lost only when that run's
 * model is.
 * @param onFailure called once if lines can't be written, as on a full disk: they wait for the next that can
 */
export async function startLog(
  storage: Pick<Storage, 'append' | 'exists' | 'remove'>,
  onFailure?: (error: unknown) => void,
): Promise<RunLog> {
  let earlier = await storage.exists(METRICS)
  let waiting = ''
  let failed = false
  let empty = !earlier
  await storage.append(METRICS, new Uint8Array()) // says at the start what can't be written
  return {
    async add(line) {
      waiting += `${JSON.stringify(line)}\n`
      if (earlier) return
      try {
        await storage.append(METRICS, new TextEncoder().encode(waiting))
        waiting = ''
        empty = false
      } catch (error) {
        if (onFailure === undefined) throw error
        if (!failed) onFailure(error)
        failed = true
      }
    },
    get replacing() {
      return new Map(earlier ? [[METRICS, new TextEncoder().encode(waiting)]] : [])
    },
    replaced() {
      if (earlier) waiting = ''
      earlier = false
    },
    async removeIfEmpty() {
      if (empty) await storage.remove(METRICS)
    },
  }
}
