/** How the command ends: 0 done, 1 failed, 2 misused, above 128 by a signal. */
import { MaskingError } from '@cloze/mlm/masking'
import { visible } from './visible.ts'

/** A flag, an argument or a combination of them that makes no sense: the message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What a signal ended; the status is the one that shells give for it. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

export const FAILED = 1
export const MISUSED = 2

/** One line for a person: what failed, without a stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return visible(String(error))
  return visible(error.message.split('\n', 1)[0] ?? '') || error.name
}

export function statusOf(error: unknown): number {
  if (error instanceof InterruptedError) return error.status
  return error instanceof UsageError || error instanceof MaskingError ? MISUSED : FAILED
}
