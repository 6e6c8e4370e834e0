import { cpus } from 'node:os'

/** What really ran: to be read beside any figure. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly node: string
  readonly v8: string
}

export const machine = (): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  v8: process.versions.v8,
})
