/**
 * What a worker does for its page; comlink carries it. No public type is made of these: comlink's declarations compile
 * only beside those of a page.
 */
import type { ProxyMarked, Remote } from 'comlink'

/** A page's function that hears of progress. */
export type Progress = ((value: unknown) => void) & ProxyMarked

/** What the port of a worker leads to. */
export interface Service {
  /** @param id chosen by the page, for `abort` */
  run(id: number, task: string, input: unknown, progress: Remote<Progress> | undefined): Promise<unknown>
  abort(id: number): void
}
