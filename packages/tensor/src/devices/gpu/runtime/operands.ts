/** What a kernel computes with at its output cell: an array, a number, or a place along an axis. */
import { DeviceError } from '../../../errors.ts'
import { MOST_ARRAYS } from './modes.ts'
import { emptySlot, type GpuSlot } from './slot.ts'
import type { KernelText } from './source.ts'
import { type Numbering, stridedPlace } from './strides.ts'

/** A slot, and how far apart neighbours along each axis of the cells are in it: 0 where it is repeated. */
export interface Operand {
  readonly slot: GpuSlot
  readonly strides: readonly number[]
}

/** The same number at every cell. */
export function numberOperand(value: number, axes: number): Operand {
  const slot = emptySlot(1, 'float32')
  slot.content = { kind: 'constant', value }
  return { slot, strides: Array.from({ length: axes }, () => 0) }
}

/** At each cell its number by `strides`: the place along an axis whose stride is 1. */
export function placeOperand(strides: readonly number[]): Operand {
  const slot = emptySlot(0, 'int32')
  slot.content = { kind: 'range' }
  return { slot, strides }
}

/** The names of the operands' values at the cell, and what a launch passes for them. */
export function readOperands(
  operands: readonly Operand[],
  numbering: Numbering,
  text: KernelText,
): { names: string[]; arrays: Record<string, GpuSlot>; floats: Record<string, number> } {
  const arrays: Record<string, GpuSlot> = {}
  const floats: Record<string, number> = {}
  const names = operands.map(({ slot, strides }, number) => {
    if (slot.content?.kind === 'constant') {
      floats[`c${number}`] = slot.content.value
      return text.float(`c${number}`)
    }
    const place = stridedPlace(numbering, strides, `s${number}`, text)
    if (slot.content?.kind === 'range') return text.let(`v${number}`, place)
    arrays[`x${number}`] = slot
    return text.let(`v${number}`, `${text.array(`x${number}`)}[${place}]`)
  })
  return { names, arrays, floats }
}

/** @throws DeviceError where a kernel would read more arrays than it can */
export function checkArrays(op: string, arrays: Readonly<Record<string, GpuSlot>>): void {
  const count = Object.keys(arrays).length
  if (count > MOST_ARRAYS)
    throw new DeviceError(`gpu: ${op} of ${count} tensors; a kernel reads at most ${MOST_ARRAYS}`)
}
