import { type Device, scope, type Tensor } from '@cloze/tensor'
import type { Call } from './case.ts'
import { distances } from './close.ts'
import { absolute, broadcastAt, build, fromTensor, type Plain, toTensor } from './plain.ts'
import type { Precision } from './precision.ts'

/**
 * Runs a call on a device and holds what comes against what must come.
 * @returns the largest error met, in units in the last place of what it is measured by: the number that the tolerance
 * names, or the largest operand or result of the call, where the case grants room by itself
 * @throws Error that names the first cell that is too far off
 */
export async function check(device: Device, call: Call, precision: Precision): Promise<number> {
  const tensors = call.inputs.map((input) => toTensor(input, device))
  const results: readonly Tensor[] = scope(() => [call.run(tensors)].flat())
  try {
    const found = await Promise.all(results.map(fromTensor))
    const wanted = [call.expected].flat()
    if (found.length !== wanted.length)
      throw new Error(`there are ${found.length} outputs, not ${wanted.length}`)
    const errors = wanted.map((plain, output) => errorOf(call, output, plain, found[output], precision))
    return Math.max(0, ...errors)
  } finally {
    for (const each of new Set([...tensors, ...results])) each.dispose()
  }
}

function errorOf(
  { inputs, units, flushed }: Call,
  output: number,
  wanted: Plain,
  found: Plain | undefined,
  { unit, smallest, tolerance }: Precision,
): number {
  const granted = output === 0 || typeof units === 'number' ? units : undefined
  const sizes =
    granted !== undefined ? largestOf([wanted, ...inputs]) : sizesBy(tolerance?.of, wanted, inputs)
  const off = distances(found, {
    wanted: [wanted, ...((output === 0 && tolerance && flushed?.()) || [])],
    smallest,
    room(cell) {
      if (granted !== undefined) return (tolerance?.times ?? 1) * unit * at(granted, cell)
      return tolerance && tolerance.units * unit * at(sizes, cell)
    },
  })
  return Math.max(0, ...off.map((distance, cell) => distance && distance / (unit * at(sizes, cell))))
}

const at = (values: number | Plain, cell: number): number =>
  typeof values === 'number' ? values : (values.values[cell] ?? Number.NaN)

/** Larger numbers than float32 has count as the step beyond its largest. */
const size = (x: number): number => (Number.isNaN(x) ? 0 : Math.min(Math.abs(x), 2 ** 128))

/** The number that each cell's last place is taken of. */
function sizesBy(of: 'result' | 'operands' | undefined, wanted: Plain, inputs: readonly Plain[]): Plain {
  if (of !== 'operands') return { ...wanted, values: wanted.values.map(size) }
  return build(wanted.shape, (index) =>
    Math.max(...[wanted, ...inputs].map((each) => size(broadcastAt(each, index)))),
  )
}

const largestOf = (all: readonly Plain[]): number =>
  Math.max(0, ...all.flatMap((each) => absolute(each).values.filter(Number.isFinite)))
