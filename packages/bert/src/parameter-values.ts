import { formatShape, sizeOf } from '@cloze/tensor/extend'
import { keyComplaints, PretrainedError } from './errors.ts'
import type { Names } from './module.ts'

/**
 * The values of a model's parameters by name, of all of them and of no other: float32 numbers, or such as a device of
 * float64 takes.
 */
export type ParameterValues = ReadonlyMap<string, Float32Array | Float64Array>

/**
 * Holds values to the parameters that they are to be of. One that is shared may stand under its other names too, as in
 * `stateDict()`, where the values are the same.
 * @throws PretrainedError that names what is missing, unexpected, of another length, or two things at once
 */
export function checkValues(names: Names, values: ParameterValues): void {
  const known = new Set([...names.values()].flat())
  const missing = [...names.values()].flatMap(([own]) => (values.has(own) ? [] : [own]))
  const unexpected = [...values.keys()].filter((name) => !known.has(name))
  const complaints = keyComplaints({ unexpected, missing }, 'the model')
  for (const [{ shape }, [own, ...others]] of names) {
    const found = values.get(own)
    if (found === undefined) continue
    if (found.length !== sizeOf(shape))
      complaints.push(`${own} has ${found.length} values, but ${formatShape(shape)} has ${sizeOf(shape)}`)
    for (const other of others) {
      const again = values.get(other)
      if (again && (again.length !== found.length || again.some((value, index) => value !== found[index])))
        complaints.push(`${own} and ${other} are one parameter, but their values differ`)
    }
  }
  if (complaints.length > 0) throw new PretrainedError(`the parameters' values: ${complaints.join('; ')}`)
}

/** @throws PretrainedError where there is none of that name */
export function valuesFor(values: ParameterValues, name: string): Float32Array | Float64Array {
  const found = values.get(name)
  if (found === undefined)
    throw new PretrainedError(
      `the parameters' values: ${keyComplaints({ unexpected: [], missing: [name] }, 'the model')}`,
    )
  return found
}
