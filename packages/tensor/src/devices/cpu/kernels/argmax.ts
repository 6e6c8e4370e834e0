import type { Device } from '../../../device/device.ts'
import { intPointer, loop, pointer, when } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, i32 } from '../assembler/values/scalars.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** output[r] = the first index of the maximum of row r, for start ≤ r < end. NaN is above any number. */
const argmaxKernel = () =>
  kernel(
    'argmax',
    { output: intPointer, input: pointer, width: i32, start: i32, end: i32 },
    ({ output, input, width, start, end }) => {
      const row = local(pointer)
      const best = local(i32)
      const largest = local(f32)
      const x = local(f32)
      const unordered = x.notEqual(x)
      const ordered = largest.equal(largest)
      return loop(start, end, 1, (r) => [
        row.set(input.at(r.mul(width))),
        best.set(i32.constant(0)),
        largest.set(row.load(0)),
        loop(1, width, 1, (c) => [
          x.set(row.load(c)),
          when(x.greater(largest).or(unordered.and(ordered)), [best.set(c), largest.set(x)]),
        ]),
        output.store(r, best),
      ])
    },
  )

export function createArgmax(runtime: Runtime): Device<CpuBuffer>['argmax'] {
  return (input, output) => {
    if (output.length === 0) return
    const width = input.shape.at(-1) ?? 1
    const { length } = output
    runtime.share({
      run: runtime.kernel('argmax', argmaxKernel),
      values: [output.address, input.buffer.address, width, 0, length],
      range: 3,
      total: length,
      grain: 1,
      cost: length * width,
    })
  }
}
