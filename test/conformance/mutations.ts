/** What a broken kernel might give: each of these, at any one output, is to be found by the same check. */
import { sameShape } from '@cloze/tensor/extend'
import { Mismatch } from './close.ts'
import type { Plain } from './plain.ts'

interface Mutation {
  readonly name: string
  /** The output as it would be; the same where it changes nothing. */
  apply(output: Plain): Plain
}

const finite = (x: number): boolean => Number.isFinite(x)

/** The place of the largest number, by magnitude. */
const placeOfLargest = ({ values }: Plain): number =>
  values.reduce((best, x, index) => {
    const most = Math.abs(values[best] ?? 0)
    return finite(x) && (!finite(most) || Math.abs(x) > most) ? index : best
  }, 0)

const mutations: readonly Mutation[] = [
  {
    name: 'scaled by 1.001',
    apply: (output) =>
      output.dtype === 'int32' ? output : { ...output, values: output.values.map((x) => x * 1.001) },
  },
  {
    name: 'shifted by one element',
    apply: (output) => ({ ...output, values: [...output.values.slice(1), ...output.values.slice(0, 1)] }),
  },
  {
    name: 'with its largest element dropped',
    apply: (output) => ({ ...output, values: output.values.with(placeOfLargest(output), 0) }),
  },
  {
    name: 'with its last element dropped',
    apply: (output) => ({ ...output, values: output.values.with(-1, 0) }),
  },
  {
    name: 'one too large',
    apply: (output) =>
      output.dtype === 'int32' ? { ...output, values: output.values.map((x) => x + 1) } : output,
  },
]

/** So near to 0 numbers are not told apart by devices that take denormal ones for 0. */
const smallest = 1e-30

/** Whether a mutation of an output changes something that a user could see. */
const changes = (before: Plain, after: Plain): boolean =>
  sameShape(before.shape, after.shape) &&
  before.values.some((x, index) => {
    const y = after.values[index] ?? Number.NaN
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) !== Number.isNaN(y)
    return Math.abs(x - y) > smallest + 5e-4 * Math.abs(x)
  })

/** How many mutants of an output there were, and how many of them were found. */
interface Tally {
  readonly output: number
  mutants: number
  found: number
}

/** By output and mutation. */
export type Tallies = Map<string, Tally>

/**
 * Tries every mutation on every output of what a device gave, one at a time.
 * @param check throws a Mismatch where it finds one out
 */
export function mutate(
  outputs: readonly Plain[],
  check: (outputs: readonly Plain[]) => unknown,
  tallies: Tallies,
): void {
  outputs.forEach((output, index) => {
    for (const { name, apply } of output.values.length > 0 ? mutations : []) {
      const mutant = apply(output)
      if (!changes(output, mutant)) continue
      const key = `output ${index} ${name}`
      const tally = tallies.get(key) ?? { output: index, mutants: 0, found: 0 }
      tallies.set(key, tally)
      tally.mutants += 1
      try {
        check(outputs.with(index, mutant))
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error
        tally.found += 1
      }
    }
  })
}

/** Of the mutants of an output. The rest are of calls in which so much cancels that rounding could have done the same. */
const SHARE = 0.6

/** So few mutants say nothing of a share; one of an output at least is found. */
const FEW = 8

/** @throws Error that names an output of which too many mutants were not found */
export function expectFound(tallies: Tallies): void {
  const few = new Map<number, Tally>()
  for (const [mutation, tally] of tallies) {
    const { output, mutants, found } = tally
    if (mutants < FEW) {
      const sum = few.get(output)
      few.set(output, {
        output,
        mutants: mutants + (sum?.mutants ?? 0),
        found: found + (sum?.found ?? 0),
      })
    } else if (found < SHARE * mutants) throw notFound(mutation, tally)
  }
  for (const [output, tally] of few) if (tally.found === 0) throw notFound(`output ${output}`, tally)
}

const notFound = (what: string, { mutants, found }: Tally): Error =>
  new Error(`${what}: of ${mutants} mutants ${found} were found`)
