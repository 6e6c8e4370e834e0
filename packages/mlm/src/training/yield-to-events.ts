/** Lets signals and timers in between two pieces of work. */
export const yieldToEvents = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
