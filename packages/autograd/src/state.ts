import { type Shape, scope, Tensor, tensor } from '@cloze/tensor'
import { formatShape, sameShape, sizeOf } from '@cloze/tensor/extend'
import { shouldBe } from './given.ts'
import { type ParameterTree, parametersOf } from './parameters.ts'
import { StateError } from './state-error.ts'
import type { Variable } from './tape.ts'

/** Values of the host, row by row: what `readSafetensors` gives. */
interface HostValues {
  readonly shape: Shape
  readonly values: Float32Array | Float64Array
}

/** What a parameter may be given: a tensor of its device, or values of the host. */
export type StoredParameter = Tensor | HostValues

/** Parameters' values by their whole names. */
export type State = Readonly<Record<string, StoredParameter>> | ReadonlyMap<string, StoredParameter>

/**
 * The values of a model's parameters, by the keys that lead to them: PyTorch's `state_dict`. They share memory with the
 * parameters, and stay as they are where these go on to others.
 * @returns tensors of the caller's, or of the scope around the call
 * @throws StateError on what is no parameter
 * @example
 * const net = { layers: [{ w: parameter(tensor([1, 2])) }] }
 * const state = stateOf(net)
 * Object.keys(state) // ['layers.0.w']
 * await state['layers.0.w']?.data() // [1, 2]
 */
export const stateOf = (model: ParameterTree): Record<string, Tensor> =>
  Object.fromEntries(Array.from(parametersOf('stateOf', model), ([name, { value }]) => [name, value.alias()]))

/**
 * Gives a model's parameters the values of a state, of all of them and of no other: PyTorch's `load_state_dict`. All of it
 * is looked at before any of it is taken. The state stays as it was.
 * @throws StateError that names what is missing, left over, of another shape, or of another device
 * @example
 * const net = { w: parameter(tensor([1, 2])) }
 * loadState(net, { w: tensor([3, 4]) })
 * await net.w.data() // [3, 4]
 * loadState(net, { v: tensor([3, 4]) }) // throws StateError: loadState: v is left over; w is missing
 */
export function loadState(model: ParameterTree, state: State): void {
  const parameters = parametersOf('loadState', model)
  if (typeof state !== 'object' || state === null || Array.isArray(state) || 'then' in state)
    throw new StateError(
      `loadState: ${shouldBe('the state', 'a record or a map, of a tensor for each name', state)}`,
    )
  const given = new Map(state instanceof Map ? state : Object.entries(state))
  const missingFrom = (names: ReadonlyMap<string, unknown>, all: ReadonlyMap<string, unknown>) =>
    [...all.keys()].filter((name) => !names.has(name))
  const complaints = [
    ...list(missingFrom(parameters, given), 'left over'),
    ...list(missingFrom(given, parameters), 'missing'),
  ]
  for (const [name, variable] of parameters) {
    const stored = given.get(name)
    const complaint = given.has(name) && complaintOf(stored, variable)
    if (complaint) complaints.push(`${name} ${complaint}`)
  }
  if (complaints.length > 0) throw new StateError(`loadState: ${complaints.join('; ')}`)
  scope(() => {
    const all = Array.from(
      parameters,
      ([name, variable]) => [variable, tensorOf(given.get(name), variable)] as const,
    )
    for (const [variable, value] of all) variable.assign(value)
  })
}

/** So many names are told. */
const SHOWN = 3

function list(names: readonly string[], what: string): string[] {
  if (names.length === 0) return []
  const more = names.length > SHOWN ? `, … (${names.length})` : ''
  return [`${names.slice(0, SHOWN).join(', ')}${more} ${names.length === 1 ? 'is' : 'are'} ${what}`]
}

function complaintOf(stored: StoredParameter | undefined, { shape, value }: Variable): string | undefined {
  if (typeof stored !== 'object' || stored === null || !Array.isArray(stored.shape)) return 'is no tensor'
  if (!sameShape(stored.shape, shape))
    return `has shape ${formatShape(stored.shape)}, where the model has ${formatShape(shape)}`
  if (stored instanceof Tensor) {
    if (stored.dtype === 'int32') return 'is int32; it should be of floats'
    return stored.device === value.device
      ? undefined
      : `is on ${stored.device.name}, where the model is on ${value.device.name}; give it as { shape, values }`
  }
  const { values } = stored
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    return 'should have values in a Float32Array or a Float64Array'
  if (values.length !== sizeOf(shape))
    return `has ${values.length} values, where ${formatShape(shape)} has ${sizeOf(shape)}`
  return undefined
}

/** A tensor of the parameter's own. */
function tensorOf(stored: StoredParameter | undefined, { value, shape }: Variable): Tensor {
  if (stored === undefined) return value
  return stored instanceof Tensor ? stored.alias() : tensor(stored.values, { shape, device: value.device })
}
