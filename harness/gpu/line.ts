/** Calls functions of a session that is elsewhere, by name; arguments and results are plain data. */
export interface Line {
  ask(name: string, args: readonly unknown[]): Promise<unknown>
  close(): Promise<void>
}
