import type { Tensor, Values } from '@cloze/tensor'
import { formatShape, sizeOf } from '@cloze/tensor/extend'
import { OptimizerError } from '../optimizer-error.ts'
import type { NamedParameters } from '../parameters.ts'
import type { OptimizerState } from './optimizer.ts'

/**
 * A state may come from a file, so all of it is looked at before any of it is taken.
 * @returns the values of a buffer of a parameter
 * @throws OptimizerError that names the first thing which is not as it should be, and what would be
 */
export function checkState<Buffer extends string>(
  optimizer: string,
  buffers: readonly Buffer[],
  parameters: NamedParameters,
  state: OptimizerState,
): (buffer: Buffer, parameter: string) => Values {
  const fail = (what: string): never => {
    throw new OptimizerError(`${optimizer}: the state ${what}`)
  }
  if (typeof state !== 'object' || state === null) fail('is no object')
  if (state.optimizer !== optimizer) fail(`is of the optimizer ${state.optimizer}`)
  if (!Number.isSafeInteger(state.step) || state.step < 0)
    fail(`has step ${state.step}; it should be a whole number from 0`)
  const checked = new Map<string, Values>()
  const key = (buffer: string, parameter: string) => JSON.stringify([buffer, parameter])
  const given = entriesOf(state.buffers)
  const unknown = [...given.keys()].find((name) => !buffers.some((buffer) => buffer === name))
  if (unknown !== undefined) fail(`has a buffer ${unknown}; there should be ${buffers.join(', ') || 'none'}`)
  for (const buffer of buffers) {
    if (!given.has(buffer)) fail(`has no buffer ${buffer}`)
    const values = entriesOf(given.get(buffer))
    const stranger = [...values.keys()].find((name) => !parameters.has(name))
    if (stranger !== undefined) fail(`has ${buffer} of ${stranger}, which is no parameter here`)
    for (const [name, variable] of parameters)
      checked.set(
        key(buffer, name),
        checkValues(values.get(name), variable.value, `${buffer} of ${name}`, fail),
      )
  }
  return (buffer, parameter) =>
    checked.get(key(buffer, parameter)) ?? fail(`has no ${buffer} of ${parameter}`)
}

const entriesOf = (record: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof record === 'object' && record !== null ? Object.entries(record) : [])

function checkValues(
  values: unknown,
  { shape, dtype }: Tensor,
  what: string,
  fail: (what: string) => never,
): Values {
  if (values === undefined) return fail(`has no ${what}`)
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    return fail(`has ${what} as ${kindOf(values)}; it should be a Float32Array or a Float64Array`)
  if (values.length !== sizeOf(shape))
    fail(`has ${values.length} values as ${what}; its shape ${formatShape(shape)} needs ${sizeOf(shape)}`)
  const onDevice = dtype === 'float32' ? Math.fround : (value: number) => value
  const lost = values.findIndex((value) => !Number.isFinite(onDevice(value)))
  if (lost >= 0) fail(`has ${values[lost]} as value ${lost} of ${what}; it should be a finite ${dtype}`)
  return values
}

const kindOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? `an ${value.constructor?.name ?? 'object'}` : typeof value
