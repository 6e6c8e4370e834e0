/** What the benchmark asks of a page or a process that has a GPU, by name. */
import { devices } from '../../harness/gpu/devices.ts'
import { timing } from './timing.ts'

export const session = { ...devices, ...timing }

export type Session = typeof session
