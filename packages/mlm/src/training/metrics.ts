import type { Storage } from '../storage.ts'

/** The run folder's log: a JSON object a line. */
const METRICS = 'metrics.jsonl'

/** Adds a line. */
export const logMetrics = (
  storage: Pick<Storage, 'append'>,
  line: Readonly<Record<string, unknown>>,
): Promise<void> => storage.append(METRICS, new TextEncoder().encode(`${JSON.stringify(line)}\n`))

/** Begins a new log, in the place of one that an earlier run left. */
export const startMetrics = (storage: Pick<Storage, 'write'>): Promise<void> =>
  storage.write(METRICS, new Uint8Array())
