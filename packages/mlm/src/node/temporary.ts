/** Files and folders that are there only while something is made. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { endingSignals, isRunning } from './processes.ts'

/** Those that are there now. */
const held = new Set<string>()

let count = 0

/**
 * A name in `folder` that nothing else has. Short whatever it is for, since a name that is as long as names can be has no
 * room for an end. Until `release`, what is there is removed if the process ends, by itself or by a signal.
 * @param end of a name that nobody takes for left over, when it is not `tmp`
 * @example
 * const { path, release } = temporaryIn(directory)
 * path.endsWith('.tmp') // true
 * release()
 */
export function temporaryIn(
  folder: string,
  end: 'tmp' | 'new' = 'tmp',
): { readonly path: string; release(): void } {
  const path = join(folder, `.cloze-${process.pid}-${count++}.${end}`)
  if (held.size === 0) {
    process.on('exit', removeAll)
    for (const signal of endingSignals) process.on(signal, endedBy)
  }
  held.add(path)
  return {
    path,
    release() {
      if (!held.delete(path) || held.size > 0) return
      stopListening()
    },
  }
}

/** Whose process has ended without taking it away: a kill, or a loss of power. */
export function isLeftOver(name: string): boolean {
  const pid = /^\.cloze-(\d+)-\d+\.tmp$/.exec(name)?.[1]
  if (pid === undefined) return false
  if (Number(pid) === process.pid) return ![...held].some((path) => path.endsWith(name))
  return !isRunning(Number(pid))
}

function removeAll(): void {
  for (const path of held) rmSync(path, { recursive: true, force: true })
}

/** As if nobody listened, but for what is removed; who else listens decides what the signal does. */
function endedBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  removeAll()
  stopListening()
  process.kill(process.pid, signal)
}

function stopListening(): void {
  process.off('exit', removeAll)
  for (const signal of endingSignals) process.off(signal, endedBy)
}
