import type { Device } from '../device/device.ts'
import { deviceFor } from '../devices/create.ts'
import { scope } from '../memory.ts'
import { Tensor } from '../tensor/tensor.ts'
import { preview } from './preview.ts'
import { readSafetensors, SafetensorsError, writeSafetensors } from './safetensors.ts'

/**
 * A safetensors file of these tensors, as float32: safetensors.torch's `save`. With `loadSafetensors` a model's parameters
 * go out and in: `saveSafetensors(stateOf(model))`, `loadState(model, loadSafetensors(bytes))`.
 * @throws SafetensorsError on a tensor of whole numbers
 * @example
 * const bytes = await saveSafetensors({ w: tensor([1, 2]) })
 * await loadSafetensors(bytes).w?.data() // [1, 2]
 */
export async function saveSafetensors(tensors: Readonly<Record<string, Tensor>>): Promise<Uint8Array> {
  const named = Object.entries(tensors)
  for (const [name, { dtype }] of named)
    if (dtype === 'int32') throw new SafetensorsError(`tensor ${preview(name)}: int32, should be of floats`)
  const stored = named.map(async ([name, each]) => {
    const values = await each.data()
    return { name, shape: each.shape, values: Float32Array.from(values) }
  })
  return writeSafetensors(await Promise.all(stored))
}

/**
 * The tensors of a safetensors file, by their names: safetensors.torch's `load`.
 * @param options.device `cpu` where left out
 * @returns tensors of the caller's, or of the scope around the call
 * @throws SafetensorsError on a malformed file, and on a tensor of another dtype than F32, F16, BF16 and F64, which
 *   `readSafetensors` leaves out
 * @example
 * const bytes = await saveSafetensors({ w: tensor([[1], [2]]) })
 * loadSafetensors(bytes).w?.shape // [2, 1]
 */
export function loadSafetensors(
  bytes: Uint8Array,
  options: { readonly device?: Device } = {},
): Record<string, Tensor> {
  const device = deviceFor('loadSafetensors', options.device)
  const { tensors, skipped } = readSafetensors(bytes)
  const [other] = skipped
  if (other)
    throw new SafetensorsError(
      `safetensors: tensor ${preview(other.name)} has dtype ${other.dtype}, which can't be read; it should be F32, F16, BF16 or F64`,
    )
  return scope(() =>
    Object.fromEntries(
      Array.from(tensors, ([name, { shape, values }]) => [name, Tensor.from(device, shape, values)]),
    ),
  )
}
