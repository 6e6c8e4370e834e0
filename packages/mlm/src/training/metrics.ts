import type { Storage } from '../storage.ts'

/** The run folder's log: a JSON object a line. */
export const METRICS = 'metrics.jsonl'

/** Adds a line. */
export const logMetrics = (
  storage: Pick<Storage, 'append'>,
  line: Readonly<Record<string, unknown>>,
): Promise<void> => storage.append(METRICS, new TextEncoder().encode(`${JSON.stringify(line)}\n`))
