import { say } from './progress.ts'

/** A signal that the first Ctrl-C gives, so that a run stops after its step and saves; the second ends it at once. */
export function interruptible<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    say('\nStopping after this step, then saving; Ctrl-C again to quit at once.')
    controller.abort()
  }
  process.on('SIGINT', onInterrupt)
  return run(controller.signal).finally(() => process.off('SIGINT', onInterrupt))
}
