/** What the tests ask of a page or a process that has a GPU, by name. */

import { devices } from '../../harness/gpu/devices.ts'
import { conformance } from './asks/conformance.ts'
import { failures } from './asks/failures.ts'
import { runs } from './asks/runs.ts'

export type { Outcome } from './asks/conformance.ts'

export const session = { ...devices, ...conformance, ...runs, ...failures }

export type Session = typeof session
