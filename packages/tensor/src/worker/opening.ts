/** How a worker tells its page that it is ready. */

/** What the worker has to compute with. */
export interface EngineInfo {
  /** How many threads share the work of `cpu`. */
  readonly threads: number
  /** Why there is one thread where more were asked for, and what would change that. */
  readonly limitation: string | undefined
}

/** The key of a worker's first message. Calls go over a port of their own: a page may have messages of its own. */
export const MARK = 'cloze'

/** The first message under its key, sent once the worker's module has run. */
export interface Opening {
  readonly info: EngineInfo
  readonly port: InstanceType<typeof MessagePort>
}
