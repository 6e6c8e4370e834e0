/** Where in an array a cell's element lies: the cell's number taken apart into its index along each axis. */

import type { Shape } from '../../../device/device.ts'
import { stridesOf } from '../../../tensor/shape.ts'
import { CELL, type KernelText, quotient } from './source.ts'

/** The axes along which things are numbered, and the integers that a launch passes to its program. */
export class Numbering {
  readonly sizes: Shape
  readonly integers: Record<string, number> = {}
  readonly #dense: readonly number[]
  readonly #number: string
  readonly #prefix: string

  /**
   * @param number the expression of the number: the cell's own, where each cell is numbered
   * @param prefix for its integers' names
   */
  constructor(sizes: Shape, number = CELL, prefix = '') {
    this.sizes = sizes
    this.#dense = stridesOf(sizes)
    this.#number = number
    this.#prefix = prefix
  }

  get number(): string {
    return this.#number
  }

  isDense(strides: readonly number[]): boolean {
    return strides.every((stride, axis) => stride === this.#dense[axis])
  }

  /** The index along an axis, as an expression: ⌊number / stride⌋ less what the axes before it took. */
  along(axis: number, text: KernelText): string {
    const last = this.sizes.length - 1
    const whole =
      axis === last
        ? this.#number
        : quotient(this.#number, this.#integer(`d${axis}`, this.#dense[axis] ?? 1, text))
    if (axis === 0) return whole
    const before = quotient(this.#number, this.#integer(`d${axis - 1}`, this.#dense[axis - 1] ?? 1, text))
    return `(${whole} - ${before} * ${this.#integer(`n${axis}`, this.sizes[axis] ?? 1, text)})`
  }

  integer(name: string, value: number, text: KernelText): string {
    return this.#integer(name, value, text)
  }

  #integer(name: string, value: number, text: KernelText): string {
    const own = this.#prefix + name
    this.integers[own] = value
    return text.integer(own)
  }
}

/**
 * The index of what is numbered in an array that is read with `strides`, one for each axis of the cells.
 * @param name for the strides among the kernel's integers
 */
export function stridedPlace(
  cells: Numbering,
  strides: readonly number[],
  name: string,
  text: KernelText,
): string {
  if (cells.isDense(strides)) return cells.number
  const terms = strides.flatMap((stride, axis) => {
    if (stride === 0) return []
    const along = cells.along(axis, text)
    return [stride === 1 ? along : `${along} * ${cells.integer(`${name}_${axis}`, stride, text)}`]
  })
  return terms.length === 0 ? '0' : text.local(`p_${name}`, terms.join(' + '))
}
