import type { Device } from '../../../device/device.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { isNumber } from '../runtime/expression.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { CELL } from '../runtime/source.ts'

/** A thread goes through one row. */
export function createArgmax(runtime: Runtime): Device<GpuBuffer>['argmax'] {
  return (input, output) => {
    const text = runtime.text(input.buffer)
    const width = text.integer('width')
    const first = text.local('first', `${CELL} * ${width}`)
    text.let('most', `${text.array('x')}[${first}]`)
    text.let('best', '0')
    text.loop('j', width, () => {
      text.let('value', `x[${first} + j]`)
      const take = '{ most = value; best = j; }'
      text.line(
        `if (${isNumber('most', text)}) { if (${isNumber('value', text)}) { if (value > most) ${take} } else ${take} }`,
      )
    })
    runtime.run(
      text.give('best'),
      { arrays: { x: input.buffer }, integers: { width: input.shape.at(-1) ?? 1 } },
      output,
    )
  }
}
