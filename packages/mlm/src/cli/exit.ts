/** How the command ends: 0 done, 1 failed, 2 misused. */
import { MaskingError } from '../masking/error.ts'
import { visible } from './visible.ts'

/** A flag, an argument or a combination of them that makes no sense: the message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const FAILED = 1
export const MISUSED = 2

/** One line for a person: what failed, without a stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return visible(String(error))
  return visible(error.message.split('\n', 1)[0] ?? '') || error.name
}

export const statusOf = (error: unknown): number =>
  error instanceof UsageError || error instanceof MaskingError ? MISUSED : FAILED
