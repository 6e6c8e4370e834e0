/** Processes of this machine, as files name them. */
import { readFileSync } from 'node:fs'
import { hasCode } from './errors.ts'

/** Whether there is a process of this number; another user's, which may not be asked, is one too. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}

/** Names a process for good: its number, and, where the system tells, when it began, since numbers are used again. */
export const processName = (pid: number): string => `${pid}-${startOf(pid) ?? ''}`

/** The number in a name that `processName` gave; nothing where that process has ended. */
export function runningProcess(name: string): number | undefined {
  const [pid = Number.NaN, start] = name.split('-').map(Number)
  if (!(pid > 0) || !isRunning(pid)) return undefined
  const now = startOf(pid)
  return now === undefined || !start || now === start ? pid : undefined
}

/** In ticks since the machine was started: the 22nd field, counted past a name that may hold anything. */
function startOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return undefined // not Linux, or hidden
  }
}

/** The signals that ask a process to end: Ctrl-C, a plain kill, and a terminal that is closed. */
export const terminationSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
