/** The conformance cases, on a device of the GPU. */
import { type GpuMode, liveTensors } from '@cloze/tensor'
import fc from 'fast-check'
import { deviceOf } from '../../../harness/gpu/devices.ts'
import { seeds, shapes } from '../../autograd/derivatives/case.ts'
import { tableCases } from '../../autograd/derivatives/cases.ts'
import { elementwiseCases } from '../../autograd/derivatives/elementwise-cases.ts'
import { casesFor } from '../../conformance/all-cases.ts'
import { check } from '../../conformance/check.ts'
import { checkGradient } from '../../conformance/check-gradient.ts'
import type { LibraryTest } from '../../conformance/library/cases.ts'
import { check as checkLibrary } from '../../conformance/library/check.ts'
import { expectFound, type Tallies } from '../../conformance/mutations.ts'
import { ownOps, whatRan } from '../../conformance/own-ops.ts'
import { gpuPrecision } from '../../conformance/precision.ts'
import { isGiven } from '../../conformance/skips.ts'
import { checkSpecialCall, checkSpecialGradient, specials } from '../../conformance/special.ts'

export interface Runs {
  readonly numRuns: number
  /** Drawn where left out. */
  readonly seed?: number
}

export interface Outcome {
  /** What was wrong, and with which seed. */
  readonly error?: string
  /** The largest error that was within what is allowed. */
  readonly worst: number
}

/** What a test waits for at most, in milliseconds. */
const PATIENCE = 100_000

async function outcome<Drawn>(
  drawn: fc.Arbitrary<Drawn>,
  body: (value: Drawn, tallies: Tallies) => Promise<number>,
  runs: Runs,
): Promise<Outcome> {
  let worst = 0
  const tallies: Tallies = new Map()
  const before = liveTensors()
  try {
    const property = fc.asyncProperty(drawn, async (value) => {
      worst = Math.max(worst, await body(value, tallies))
    })
    await fc.assert(property, {
      ...runs,
      includeErrorInReport: true,
      interruptAfterTimeLimit: PATIENCE,
      markInterruptAsFailure: true,
    })
    expectFound(tallies)
    const left = liveTensors() - before
    if (left > 0) throw new Error(`${left} tensors are left over`)
    return { worst }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), worst }
  }
}

const specialsOf = (op: string) => specials.filter(({ operand, values }) => isGiven(op, operand, values))

export const conformance = {
  /** Whether an op gives what plain arithmetic gives, and no mutant of it does. */
  async check(mode: GpuMode, op: string, runs: Runs): Promise<Outcome> {
    const device = await deviceOf(mode)
    const found = casesFor(device).find(({ name }) => name === op)
    if (!found) return { error: `${op} has no case`, worst: 0 }
    return outcome(found.calls, (call, tallies) => check(device, call, gpuPrecision(op), tallies), runs)
  },

  /** Whether a function gives what PyTorch or NumPy gave, and the gradients of that. */
  async checkLibrary(mode: GpuMode, each: LibraryTest): Promise<Outcome> {
    const device = await deviceOf(mode)
    const before = liveTensors()
    try {
      await checkLibrary(device, each, gpuPrecision(each.row.name))
      const left = liveTensors() - before
      if (left > 0) throw new Error(`${left} tensors are left over`)
      return { worst: 0 }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error), worst: 0 }
    }
  },

  /** What the user's own ops with the names of the library's give. */
  async ownOps(mode: GpuMode): Promise<Record<string, number[][]>> {
    const device = await deviceOf(mode)
    const found: Record<string, number[][]> = {}
    for (const own of ownOps) found[own.title] = await whatRan(own, device)
    return found
  },

  /** Whether an op's gradients are those on `reference`, and no mutants are. */
  async checkGradient(mode: GpuMode, op: string, runs: Runs): Promise<Outcome> {
    const device = await deviceOf(mode)
    const all = [...elementwiseCases, ...tableCases]
    const [, caseOf] = all.find(([name]) => name === op) ?? []
    if (!caseOf) return { error: `${op} has no case`, worst: 0 }
    const points = fc.record({ shape: shapes, seed: seeds })
    const precision = gpuPrecision(op)
    return outcome(points, (point, tallies) => checkGradient(device, caseOf, point, precision, tallies), runs)
  },

  /** Whether an op gives what its definition gives for NaN, infinities, −0 and denormal numbers. */
  async checkSpecial(mode: GpuMode, op: string, runs: Runs): Promise<Outcome> {
    const device = await deviceOf(mode)
    const found = casesFor(device).find(({ name }) => name === op)
    if (!found) return { error: `${op} has no case`, worst: 0 }
    const drawn = fc.tuple(found.calls, specialsOf(op))
    return outcome(drawn, ([call, special]) => checkSpecialCall(device, call, special), runs)
  },

  /** Whether an op's gradients are its definition's for such numbers. */
  async checkSpecialGradient(mode: GpuMode, op: string, runs: Runs): Promise<Outcome> {
    const device = await deviceOf(mode)
    const [, caseOf] = [...elementwiseCases, ...tableCases].find(([name]) => name === op) ?? []
    if (!caseOf) return { error: `${op} has no case`, worst: 0 }
    const drawn = fc.tuple(fc.record({ shape: shapes, seed: seeds }), specialsOf(op))
    return outcome(drawn, ([point, special]) => checkSpecialGradient(device, caseOf, point, special), runs)
  },
}
