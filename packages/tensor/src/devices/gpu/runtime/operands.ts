/** What a kernel computes with at its output cell: an array, a number, or an index along an axis. */
import { DeviceError } from '../../../errors.ts'
import { emptyBuffer, type GpuBuffer } from './buffer.ts'
import { MOST_ARRAYS } from './modes.ts'
import type { KernelText } from './source.ts'
import { type Numbering, stridedPlace } from './strides.ts'

/** A buffer, and how far apart neighbours along each axis of the cells are in it: 0 where it is repeated. */
export interface Operand {
  readonly buffer: GpuBuffer
  readonly strides: readonly number[]
}

/** The same number at every cell. */
export function numberOperand(value: number, axes: number): Operand {
  const buffer = emptyBuffer(1, 'float32')
  buffer.content = { kind: 'constant', value }
  return { buffer, strides: Array.from({ length: axes }, () => 0) }
}

/** At each cell its number by `strides`: the index along an axis whose stride is 1. */
export function offsetOperand(strides: readonly number[]): Operand {
  const buffer = emptyBuffer(0, 'int32')
  buffer.content = { kind: 'range' }
  return { buffer, strides }
}

/** The names of the operands' values at the cell, and what a launch passes for them. */
export function readOperands(
  operands: readonly Operand[],
  numbering: Numbering,
  text: KernelText,
): { names: string[]; arrays: Record<string, GpuBuffer>; floats: Record<string, number> } {
  const arrays: Record<string, GpuBuffer> = {}
  const floats: Record<string, number> = {}
  const names = operands.map(({ buffer, strides }, number) => {
    if (buffer.content?.kind === 'constant') {
      floats[`c${number}`] = buffer.content.value
      return text.float(`c${number}`)
    }
    const index = stridedPlace(numbering, strides, `s${number}`, text)
    if (buffer.content?.kind === 'range') return text.let(`v${number}`, index)
    arrays[`x${number}`] = buffer
    return text.let(`v${number}`, `${text.array(`x${number}`)}[${index}]`)
  })
  return { names, arrays, floats }
}

/** @throws DeviceError where a kernel would read more arrays than it can */
export function checkArrays(op: string, arrays: Readonly<Record<string, GpuBuffer>>): void {
  const count = Object.keys(arrays).length
  if (count > MOST_ARRAYS)
    throw new DeviceError(`gpu: ${op} of ${count} tensors; a kernel reads at most ${MOST_ARRAYS}`)
}
