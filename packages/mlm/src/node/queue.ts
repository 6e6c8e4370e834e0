import { resolve } from 'node:path'

/** The last of what this process does in each folder. */
const queues = new Map<string, Promise<unknown>>()

/** Runs `body` when what else this process does in that folder has ended, well or not. */
export function enqueue<Result>(folder: string, body: () => Promise<Result>): Promise<Result> {
  const path = resolve(folder)
  const queued = (queues.get(path) ?? Promise.resolve()).then(body)
  const ended = queued.then(
    () => {},
    () => {}, // whoever awaits `queued` is told
  )
  queues.set(path, ended)
  return queued
}
