import { FAILED } from './terminal/exit.ts'
import { say } from './terminal/progress.ts'
import { guardStandardStreams } from './terminal/standard-streams.ts'

/** Node's status for a process that has nothing more to do while something is still awaited. */
const UNSETTLED = 13

/** Runs a whole process, which ends with the status that `main` gives. */
export async function toTheEnd(main: () => Promise<number>): Promise<void> {
  guardStandardStreams()
  process.on('exit', (status) => {
    if (status !== UNSETTLED) return
    say('cloze: ended before its work was done, waiting for what never came')
    process.exitCode = FAILED
  })
  process.exitCode = await main()
}
