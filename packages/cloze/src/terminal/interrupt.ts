import { constants } from 'node:os'
import { terminationSignals } from '@cloze/mlm/node'
import { StoppedError } from '@cloze/mlm/pretraining'
import { InterruptedError } from './exit.ts'
import { say } from './progress.ts'

/** A signal to a terminal's whole group comes again from each program between that passes it on: in so many milliseconds. */
const SAME = 500

/**
 * Runs what can stop early and save: at Ctrl-C, and at the signals that end a process or its terminal. What comes again at
 * once is the same signal; what comes later ends the run at once, with the status that shells give for that signal.
 * @param run told by its signal to stop; it calls `saved` when nothing is left to save, and signals do what they do elsewhere
 */
export function interruptible<Result>(
  run: (signal: AbortSignal, saved: () => void) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  let status = 0
  let again = false
  const onSignal = (name: NodeJS.Signals) => {
    status = 128 + constants.signals[name]
    if (again) process.exit(status)
    if (controller.signal.aborted) return
    // Signals that came while a step was computed are seen after the timers, so wait for those too.
    setTimeout(() => setImmediate(() => (again = true)), SAME).unref()
    say('\nStopping after this step, then saving; Ctrl-C again to quit at once.')
    controller.abort()
  }
  const stop = () => {
    for (const name of terminationSignals) process.off(name, onSignal)
  }
  for (const name of terminationSignals) process.on(name, onSignal)
  return run(controller.signal, stop)
    .catch((error) => {
      throw error instanceof StoppedError ? new InterruptedError(error.message, status) : error
    })
    .finally(stop)
}
