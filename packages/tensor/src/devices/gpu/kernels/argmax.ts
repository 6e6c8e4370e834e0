import type { Device } from '../../../device/device.ts'
import { isNumber } from '../runtime/expression.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { GpuSlot } from '../runtime/slot.ts'
import { CELL } from '../runtime/source.ts'

/** A thread goes through one row. */
export function createArgmax(runtime: Runtime): Device<GpuSlot>['argmax'] {
  return (input, output) => {
    const text = runtime.text(input.slot)
    const width = text.integer('width')
    const first = text.place('first', `${CELL} * ${width}`)
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
      { arrays: { x: input.slot }, integers: { width: input.shape.at(-1) ?? 1 } },
      output,
    )
  }
}
