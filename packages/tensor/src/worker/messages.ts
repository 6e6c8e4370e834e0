/** What a page and the worker that computes for it tell each other. */

/** One end of a line of messages: a page's `Worker`, or what a worker has as its own globals. */
export interface Port {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** What the worker has to compute with. */
export interface EngineInfo {
  /** How many threads share the work of `cpu`. */
  readonly threads: number
  /** Why there is one thread where more were asked for, and what would change that. */
  readonly limitation: string | undefined
}

/** An error in transit: structured cloning keeps the message alone of errors that are not JavaScript's own. */
export interface SentError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}

/** To the worker. */
export type Request =
  | { readonly kind: 'call'; readonly id: number; readonly task: string; readonly input: unknown }
  | { readonly kind: 'abort'; readonly id: number }

/** From the worker. */
export type Reply =
  | ({ readonly kind: 'ready' } & EngineInfo)
  | { readonly kind: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: SentError }

/** Other messages on the line are left alone: a page may have its own. */
export const MARK = 'cloze'
