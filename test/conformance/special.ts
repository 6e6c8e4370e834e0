/**
 * Numbers that are none among an op's operands: a device gives what the op's definition gives on `reference`, wherever
 * that is an answer. It is none where it turns on a rounding, such as 0·∞ where the 0 is what two numbers differ by;
 * so it is asked for three times, with operands that differ by less than float32 can say.
 */
import { type Device, random, reference } from '@cloze/tensor'
import fc from 'fast-check'
import type { CaseOf } from '../autograd/derivatives/case.ts'
import type { Call } from './case.ts'
import { outputsOf } from './check.ts'
import { gradientsAt, operandsAt, type Point } from './check-gradient.ts'
import { smallestNormal } from './denormal.ts'
import type { Plain } from './plain.ts'

/** What stands where: at these places of the operand of this number, counted around. */
export interface Special {
  readonly operand: number
  readonly indices: readonly number[]
  readonly values: readonly number[]
}

const { NaN: none, POSITIVE_INFINITY: endless } = Number

export const specials: fc.Arbitrary<Special> = fc.record({
  operand: fc.nat(5),
  indices: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
  values: fc.array(fc.constantFrom(none, endless, -endless, -0, Math.fround(1e-40), Math.fround(-1e-45)), {
    minLength: 1,
    maxLength: 3,
  }),
})

/** So small that no exponential of theirs, and no product of a few, leaves the range of float32: below 5. */
const gentle = (input: Plain): Plain =>
  input.dtype === 'int32'
    ? input
    : {
        ...input,
        values: input.values.map((x) => {
          const size = Math.abs(x)
          return size > 1 && size < endless ? Math.sign(x) * Math.fround(1 + ((size / 16) % 4)) : x
        }),
      }

/** The operands, small, with what is special in its place; nothing where there is no place for it. */
function withSpecial(inputs: readonly Plain[], special: Special): readonly Plain[] | undefined {
  const floats = [...inputs.keys()].filter(
    (index) => inputs[index]?.dtype === 'float' && inputs[index].values.length > 0,
  )
  const chosen = floats[special.operand % floats.length]
  if (chosen === undefined) return undefined
  return inputs.map(gentle).map((input, index) => {
    if (index !== chosen) return input
    const values = [...input.values]
    special.indices.forEach((at, i) => {
      values[at % values.length] = special.values[i % special.values.length] ?? none
    })
    return { ...input, values }
  })
}

/** The same but for rounding; the second time with denormal numbers as zeros. */
const moved = (inputs: readonly Plain[], time: number): readonly Plain[] => {
  const stream = random(time, 'moved')
  return inputs.map((input) =>
    input.dtype === 'int32'
      ? input
      : {
          ...input,
          values: input.values.map((x) => {
            if (Math.abs(x) < smallestNormal) return time === 1 ? x : x * 0
            return x * (1 + 2 ** -20 * (stream.uniform() - 0.5))
          }),
        },
  )
}

const largestFloat32 = 2 ** 128 * (1 - 2 ** -24)

/** What a number is: that many float32 can't tell from infinity counts as it. */
const kindOf = (x: number): string =>
  Number.isNaN(x) ? 'NaN' : Math.abs(x) > largestFloat32 ? `${Math.sign(x)} infinity` : 'a number'

/** Of numbers that are some: tight tolerances are for ordinary operands, this is to tell a number from another. */
const alike = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-3 * (1 + Math.abs(y))

/**
 * @param run what a device gives for operands
 * @returns how many cells were held against an answer
 * @throws Error that names the first cell that is not what the definition gives
 */
export async function checkSpecial(
  device: Device,
  inputs: readonly Plain[],
  run: (device: Device, inputs: readonly Plain[]) => Promise<readonly Plain[]>,
): Promise<number> {
  let held = 0
  const wanted = await run(reference, inputs)
  const others = [await run(reference, moved(inputs, 1)), await run(reference, moved(inputs, 2))]
  const found = await run(device, inputs)
  wanted.forEach((output, index) => {
    output.values.forEach((right, cell) => {
      const same = others.every((each) => {
        const other = each[index]?.values[cell] ?? none
        return kindOf(other) === kindOf(right) && (kindOf(right) !== 'a number' || alike(other, right))
      })
      if (!same) return
      held += 1
      const x = found[index]?.values[cell] ?? none
      if (kindOf(x) !== kindOf(right) || (kindOf(right) === 'a number' && !alike(x, right)))
        throw new Error(`cell ${cell} of output ${index} is ${x}, not ${right}`)
    })
  })
  return held
}

/** A call with special numbers in it. */
export async function checkSpecialCall(device: Device, call: Call, special: Special): Promise<number> {
  const inputs = withSpecial(call.inputs, special)
  if (inputs === undefined) return 0
  return checkSpecial(device, inputs, (on, own) => outputsOf(on, { ...call, inputs: own }))
}

/** Gradients at a point with special numbers in it. */
export async function checkSpecialGradient(
  device: Device,
  caseOf: CaseOf,
  point: Point,
  special: Special,
): Promise<number> {
  const inputs = withSpecial(await operandsAt(caseOf, point), special)
  if (inputs === undefined) return 0
  return checkSpecial(device, inputs, (on, own) => gradientsAt(on, caseOf, point, own))
}
