/** The signals that ask a process to end: Ctrl-C, a plain kill, and a terminal that is closed. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
