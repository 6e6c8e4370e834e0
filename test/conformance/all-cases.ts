/** The cases of all ops. */
import type { Device } from '@cloze/tensor'
import type { OpCase } from './case.ts'
import { plainCases } from './cases.ts'
import { elementwiseCases, elementwiseOps } from './elementwise-cases.ts'
import { fusedCases } from './fused-cases.ts'

export const casesFor = (device: Device): readonly OpCase[] => [
  ...elementwiseCases(device),
  ...plainCases,
  ...fusedCases,
]

/** The ops that have a case. */
export const caseNames: readonly string[] = [
  ...elementwiseOps.map(({ op }) => op.name),
  ...plainCases.map(({ name }) => name),
  ...fusedCases.map(({ name }) => name),
]
