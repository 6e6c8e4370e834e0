import { type Device, scope, type Tensor } from '@cloze/tensor'
import { boundingDevice, boundsOf } from './bounds/device.ts'
import type { Call } from './case.ts'
import { distances } from './close.ts'
import { mutate, type Tallies } from './mutations.ts'
import { absolute, broadcastAt, build, fromTensor, maximum, type Plain, toTensor } from './plain.ts'
import type { Precision } from './precision.ts'

/**
 * Runs a call on a device and holds what comes against what must come.
 * @param tallies what came is mutated, too: how many mutants are found by the same comparison
 * @returns the largest error met, in units in the last place of what it is measured by: the number that the tolerance
 * names, or the largest operand or result of the call, where the call may round
 * @throws Error that names the first cell that is too far off
 */
export async function check(
  device: Device,
  call: Call,
  precision: Precision,
  tallies: Tallies = new Map(),
): Promise<number> {
  const found = await outputsOf(device, call)
  const bounds = await boundsOfCall(call)
  const error = errorOf(call, found, bounds, precision)
  mutate(found, (mutant) => errorOf(call, mutant, bounds, precision), tallies)
  return error
}

/** What a call gives on a device. */
export const outputsOf = (device: Device, call: Call): Promise<Plain[]> =>
  running(device, call, (results) => Promise.all(results.map(fromTensor)))

/** By how many units of rounding each cell of each output may be off; nothing where the bits agree. */
const boundsOfCall = async (call: Call): Promise<readonly Plain[] | undefined> =>
  call.rounds ? running(boundingDevice, call, async (results) => results.map(boundsOf)) : undefined

async function running<Found>(
  device: Device,
  call: Call,
  read: (results: readonly Tensor[]) => Promise<Found>,
): Promise<Found> {
  const tensors = call.inputs.map((input) => toTensor(input, device))
  const made: Tensor[] = [...tensors]
  try {
    const results = scope(() => [call.run(tensors)].flat())
    made.push(...results)
    return await read(results)
  } finally {
    for (const each of new Set(made)) each.dispose()
  }
}

/**
 * @returns as `check` does
 * @throws as `check` does
 */
function errorOf(
  { inputs, expected, flushed }: Call,
  found: readonly Plain[],
  bounds: readonly Plain[] | undefined,
  { unit, smallest, times, tolerance }: Precision,
): number {
  const outputs = [expected].flat()
  if (found.length !== outputs.length)
    throw new Error(`there are ${found.length} outputs, not ${outputs.length}`)
  const errors = outputs.flatMap((wanted, output) => {
    const own = wanted.dtype === 'int32' ? undefined : bounds?.[output]
    const most = largestOf([wanted, ...inputs])
    const sizes = own ? undefined : sizesBy(tolerance?.of, wanted, inputs)
    const sizeAt = (cell: number): number => sizes?.values[cell] ?? most
    const off = distances(found[output], {
      wanted: [wanted, ...((output === 0 && tolerance && flushed?.()) || [])],
      smallest,
      room: (cell) =>
        own
          ? times * unit * (own.values[cell] ?? Number.NaN)
          : tolerance && tolerance.units * unit * sizeAt(cell),
    })
    return off.map((distance, cell) => distance && distance / (unit * sizeAt(cell)))
  })
  return maximum(errors, 0)
}

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
  maximum(
    all.flatMap((each) => absolute(each).values.filter(Number.isFinite)),
    0,
  )
