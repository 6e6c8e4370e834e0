import { resolve } from 'node:path'

/** What this process does last in each folder. */
const turns = new Map<string, Promise<unknown>>()

/** Runs `body` when what else this process does in that folder has ended, well or not. */
export function inTurn<Result>(folder: string, body: () => Promise<Result>): Promise<Result> {
  const path = resolve(folder)
  const turn = (turns.get(path) ?? Promise.resolve()).then(body)
  const ended = turn.then(
    () => {},
    () => {}, // whoever awaits `turn` is told
  )
  turns.set(path, ended)
  return turn
}
