/** What the tests ask of a page or a process that has a GPU, by name. */
import { conformance } from './asks/conformance.ts'
import { devices } from './asks/devices.ts'
import { failures } from './asks/failures.ts'
import { runs } from './asks/runs.ts'
import { timing } from './asks/timing.ts'

export type { Outcome } from './asks/conformance.ts'

export const session = { ...devices, ...conformance, ...runs, ...failures, ...timing }

export type Session = typeof session
