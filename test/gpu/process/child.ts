/** Answers a session's questions that the parent process asks. */
import './losing.ts'
import { session } from '../session.ts'
import type { Answer, Question } from './open.ts'

const asks = session as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>

const answer = (message: Answer) => process.send?.(message)

process.on('message', ({ id, name, args }: Question) => {
  Promise.resolve(asks[name]?.(...args)).then(
    (result) => answer({ id, result }),
    (error) => answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => process.exit())
