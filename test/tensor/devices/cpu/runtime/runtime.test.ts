/** Any split of a kernel's range gives the same bits, whoever does a part and in whatever order. */
import { createCpu, type Device, scope } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect } from 'vitest'
import { deviceOn } from '../../../../../packages/tensor/src/devices/cpu/cpu.ts'
import { Runtime, type Work } from '../../../../../packages/tensor/src/devices/cpu/runtime/runtime.ts'
import { casesFor } from '../../../../conformance/all-cases.ts'
import type { Call } from '../../../../conformance/case.ts'
import { toTensor } from '../../../../conformance/plain.ts'

/** Where ranges are cut, as shares of them, and whether the last part goes first. */
interface Split {
  readonly cuts: readonly number[]
  readonly backwards: boolean
}

const splits: fc.Arbitrary<Split> = fc.record({
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
  backwards: fc.boolean(),
})

/** One thread that cuts every range as it is told. */
class SplittingRuntime extends Runtime {
  split: Split = { cuts: [], backwards: false }

  override share(...works: readonly Work[]): void {
    const parts = works.flatMap(({ run, values, range, total, grain }) => {
      const grains = Math.ceil(total / grain)
      const inner = this.split.cuts.map((share) => Math.round(share * grains) * grain).sort((a, b) => a - b)
      const bounds = [0, ...inner, total].map((bound) => Math.min(bound, total))
      return bounds
        .slice(1)
        .map((end, index) => () => run(...values.with(range, bounds[index] ?? 0).with(range + 1, end)))
    })
    for (const part of this.split.backwards ? parts.reverse() : parts) part()
  }
}

/** Threads that share whatever there is to do, however little. */
class EagerRuntime extends Runtime {
  override share(...works: readonly Work[]): void {
    super.share(...works.map((work) => ({ ...work, cost: Number.MAX_VALUE })))
  }
}

const whole = createCpu({ threads: 1 })
const splitting = new SplittingRuntime(1)
const others = [deviceOn(splitting), deviceOn(new EagerRuntime(3))]
afterAll(() => {
  for (const device of [whole, ...others]) device.dispose()
})

/**
 * The bits of all outputs, with one NaN for all: WebAssembly leaves a NaN's sign and payload open ("NaN propagation",
 * https://webassembly.github.io/spec/core/exec/numerics.html), and they change as V8 compiles a function anew.
 */
async function bitsOn(device: Device, call: Call): Promise<number[][]> {
  const inputs = call.inputs.map((input) => toTensor(input, device))
  const outputs = scope(() => [call.run(inputs)].flat())
  try {
    const values = await Promise.all(outputs.map((output) => output.data()))
    return values.map((each) => [
      ...new Uint32Array(each.map((value) => (Number.isNaN(value) ? NaN : value)).buffer),
    ])
  } finally {
    for (const each of new Set([...inputs, ...outputs])) each.dispose()
  }
}

describe('cut anywhere, and shared by threads, each op gives the bits that it gives in one go:', () => {
  for (const { name, calls } of casesFor(whole))
    test.prop([calls, splits], { numRuns: 40 })(name, async (call, split) => {
      splitting.split = split
      const wanted = await bitsOn(whole, call)
      for (const device of others) expect(await bitsOn(device, call)).toEqual(wanted)
    })
})
