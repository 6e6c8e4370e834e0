/**
 * What the threads share beside the tensors' memory: whole numbers that are read and written atomically, and the
 * arguments of the kernels that are to be run. Each number that threads wait for has a cache line to itself.
 */

const LINE = 16

export const control = {
  /** Rises with every job: what sleeping workers wait for. */
  GENERATION: 0,
  /** The job's generation and the next piece that nobody has claimed: `claimOf`. */
  CLAIM: LINE,
  /** How many pieces of the job are done. */
  DONE: 2 * LINE,
  /** How many workers have started. */
  READY: 3 * LINE,
  /** How many workers sleep, and must be woken. */
  SLEEPING: 4 * LINE,
  /** 1 while the caller sleeps. */
  CALLER_SLEEPS: 5 * LINE,
  /** Not 0 where a worker failed. */
  FAILED: 6 * LINE,
  /** 1: the workers are to end. */
  STOP: 7 * LINE,
  /** How many pieces the job has, and how many commands. */
  PIECES: 8 * LINE,
  COMMANDS: 8 * LINE + 1,
  /** Address and length of each kernel's module, by number. */
  KERNELS: 9 * LINE,
} as const

/** The most kernels, commands of a job, and numbers of a command. */
export const MOST_KERNELS = 4096
export const MOST_COMMANDS = 4
export const COMMAND_LENGTH = 40

export const CONTROL_LENGTH = control.KERNELS + 2 * MOST_KERNELS

/**
 * A command is: kernel, total, grain, how many pieces, the range's index among the arguments, the index of the address
 * of memory of a thread's own and its size, the arguments' number, and they.
 */
export const COMMAND = {
  KERNEL: 0,
  TOTAL: 1,
  GRAIN: 2,
  PIECES: 3,
  RANGE: 4,
  OWN: 5,
  OWN_BYTES: 6,
  COUNT: 7,
  ARGUMENTS: 8,
} as const

/** Stands for the index where a command has no memory of a thread's own. */
export const NO_PLACE = -1

/** A job's pieces are claimed by raising a number whose upper bits are its generation: a thread that comes late claims nothing. */
export const PIECE_BITS = 12
export const MOST_PIECES = 2 ** PIECE_BITS - 1

/** Piece `index` of `pieces` of a range: whole grains, the same number in each but the last. */
export function partOf(index: number, pieces: number, total: number, grain: number): [number, number] {
  const part = Math.ceil(Math.ceil(total / grain) / pieces) * grain
  return [Math.min(index * part, total), Math.min((index + 1) * part, total)]
}
