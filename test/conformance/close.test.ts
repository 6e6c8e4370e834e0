/** What is too far off is found. */
import { cpu, reference, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import type { Call } from './case.ts'
import { check } from './check.ts'
import { expectClose } from './close.ts'
import type { Plain } from './plain.ts'
import { gpuPrecision, precisionOf } from './precision.ts'

const row = (...values: number[]): Plain => ({ shape: [values.length], values, dtype: 'float' })
const { NaN: none, POSITIVE_INFINITY: endless } = Number
const float32 = precisionOf(cpu)

describe('without units, bits agree', () => {
  test('equal bits pass, of NaN and of both zeros too', () => {
    expectClose(row(1, -0, none, endless), row(1, -0, none, endless), float32)
  })

  test.each([
    [row(0), row(-0)],
    [row(1), row(1 + 2 ** -23)],
    [row(none), row(1)],
    [row(1), row(none)],
    [row(1, 2), row(1)],
    [row(1), { ...row(1), shape: [1, 1] }],
    [row(1), { ...row(1), dtype: 'int32' as const }],
    [undefined, row(1)],
  ])('%o is not %o', (found, wanted) => {
    expect(() => expectClose(found, wanted, float32)).toThrow()
  })
})

describe('with units', () => {
  test('as many pass, and no more', () => {
    expectClose(row(1 + 3 * 2 ** -23), row(1), float32, 3)
    expect(() => expectClose(row(1 + 4 * 2 ** -23), row(1), float32, 3)).toThrow('cell 0')
  })

  test.each([
    [endless, 1],
    [1, endless],
    [none, 1],
    [1, none],
    [-endless, endless],
  ])('%d is not %d, however large the room', (found, wanted) => {
    expect(() => expectClose(row(found), row(wanted), float32, 1e6)).toThrow()
    expect(() => expectClose(row(found), row(wanted), float32, row(endless))).toThrow()
  })
})

describe('a call on a GPU', () => {
  const call = (expected: Plain, gives: Plain, flushed: readonly Plain[] = []): Call => ({
    inputs: [row(1, 1)],
    run: ([x]) => tensor(Float64Array.from(gives.values), { device: x?.device ?? reference }),
    expected,
    flushed: () => flushed,
  })
  const most = 3.4028234663852886e38

  test('gives the largest error that was met', async () => {
    const off = row(1 + 2 * 2 ** -23, 4 + 2 ** -21)
    expect(await check(reference, call(row(1, 4), off), gpuPrecision('div'))).toBe(2)
  })

  test('may be off by the tolerance of the op, and no more', async () => {
    const off = row(1 + 4 * 2 ** -23, 1)
    await expect(check(reference, call(row(1, 1), off), gpuPrecision('div'))).rejects.toThrow('cell 0')
    await expect(check(reference, call(row(1, 1), off), gpuPrecision('add'))).rejects.toThrow('cell 0')
  })

  test('may take denormal numbers for 0', async () => {
    expect(await check(reference, call(row(1e-39, 0), row(0, -0)), gpuPrecision('add'))).toBe(0)
    const inverse = call(row(most, 1), row(endless, 1), [row(endless, 1)])
    expect(await check(reference, inverse, gpuPrecision('add'))).toBe(0)
  })

  test('may round beyond the largest number where it may round', async () => {
    await check(reference, call(row(most, -endless), row(endless, -most)), gpuPrecision('div'))
    const exactly = check(reference, call(row(most, 1), row(endless, 1)), gpuPrecision('add'))
    await expect(exactly).rejects.toThrow('cell 0')
  })
})
