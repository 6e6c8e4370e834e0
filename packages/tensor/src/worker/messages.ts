/**
 * What a page and the worker that computes for it tell each other; comlink carries it. No public type is made of these:
 * comlink's declarations compile only beside those of a page.
 */
import type { ProxyMarked, Remote } from 'comlink'
import type { EngineInfo } from './tasks.ts'

/** The key of a worker's first message. Calls go over a port of their own: a page may have messages of its own. */
export const MARK = 'cloze'

/** The first message under its key, sent once the worker's module has run. */
export interface Opening {
  readonly info: EngineInfo
  readonly port: InstanceType<typeof MessagePort>
}

/** A page's function that hears of progress. */
export type Progress = ((value: unknown) => void) & ProxyMarked

/** What the port leads to. */
export interface Service {
  /** @param id chosen by the page, for `abort` */
  run(id: number, task: string, input: unknown, progress: Remote<Progress> | undefined): Promise<unknown>
  abort(id: number): void
}
