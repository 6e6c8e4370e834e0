/**
 * The library's functions are those of PyTorch and NumPy: their values and their gradients, on `reference` and `cpu`.
 * test/gpu/conformance.test.ts holds each mode of the GPU to the same.
 */
import { cpu } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import type { LibraryArray, LibraryCase } from '../fixtures/library.ts'
import { opsFixture } from '../fixtures/ops.ts'
import { hostDevices } from '../host-devices.ts'
import { functionsOfNumbers } from './functions.ts'
import { type LibraryTest, libraryTests } from './library/cases.ts'
import { check } from './library/check.ts'

eachLeavesNoTensor()

for (const device of hostDevices)
  describe(device.name, () => {
    for (const each of libraryTests)
      test(`${each.row.name} is PyTorch's or NumPy's, ${each.row.title}`, () => check(device, each))
  })

const off = (array: LibraryArray): LibraryArray => ({
  ...array,
  values: array.values.map((value) => 1.001 * value),
})
const isNothing = ({ values }: LibraryArray): boolean => values.every((value) => !value)

/** With results that are wrong, and with gradients that are, where there are any but 0. */
function mutantsOf({ family, row }: LibraryTest): LibraryTest[] {
  const { outputs, back } = row
  const wrong: LibraryCase[] = outputs.every(isNothing) ? [] : [{ ...row, outputs: outputs.map(off) }]
  const gradients = back?.gradients.filter((each) => each !== undefined) ?? []
  if (back && !gradients.every(isNothing))
    wrong.push({ ...row, back: { ...back, gradients: back.gradients.map((each) => each && off(each)) } })
  return wrong.map((each) => ({ family, row: each }))
}

test('of each function, results and gradients that are 0.1 % off are found', async () => {
  const firsts = new Map(libraryTests.toReversed().map((each) => [each.row.name, each]))
  for (const [name, each] of firsts)
    for (const mutant of mutantsOf(each)) await expect(check(cpu, mutant), name).rejects.toThrow()
})

/** Functions that no other library gives the numbers of. */
const without: ReadonlyMap<string, string> = new Map([
  ['dropout', 'its masks are ours: test/tensor/ops/dropout.test.ts'],
  ['packedDropout', 'its masks are ours: test/tensor/ops/dropout.test.ts'],
  ['permutation', 'its stream is ours: test/tensor/devices/random.test.ts'],
  ['randomInteger', 'its stream is ours: test/tensor/devices/random.test.ts'],
  ['randomNormal', 'its stream is ours: test/tensor/devices/random.test.ts'],
  ['randomUniform', 'its stream is ours: test/tensor/devices/random.test.ts'],
])

test('at least 95 % of the functions of numbers have cases, and the others a reason', () => {
  const functions = functionsOfNumbers()
  const covered = new Set<string>([
    ...libraryTests.map(({ row }) => row.name),
    ...opsFixture.cases.map(({ op }) => op),
  ])
  expect(functions.filter((name) => !covered.has(name)).toSorted()).toEqual([...without.keys()])
  expect(functions.length - without.size).toBeGreaterThanOrEqual(0.95 * functions.length)
})
