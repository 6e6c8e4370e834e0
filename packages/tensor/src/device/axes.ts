/** The axes of a block, as few as there can be, for kernels that loop over two. */
import type { Shape } from './device.ts'

/** Where the inner two axes of a block begin, in elements. */
export function offsetOf(block: number, outer: Shape, strides: readonly number[]): number {
  let rest = block
  let offset = 0
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    const size = outer[axis] ?? 1
    offset += (rest % size) * (strides[axis] ?? 0)
    rest = Math.floor(rest / size)
  }
  return offset
}

/** Joins neighbouring axes that every input walks through as if they were one, and drops those of size 1. */
export function collapse<const Inputs extends readonly (readonly number[])[]>(
  shape: Shape,
  inputs: Inputs,
): { sizes: number[]; strides: { readonly [Index in keyof Inputs]: readonly number[] } }
export function collapse(shape: Shape, inputs: readonly (readonly number[])[]) {
  const sizes: number[] = []
  const strides: number[][] = inputs.map(() => [])
  shape.forEach((size, axis) => {
    if (size === 1) return
    const joins = sizes.length > 0 && inputs.every((own, i) => strides[i]?.at(-1) === (own[axis] ?? 0) * size)
    if (joins) {
      sizes.push((sizes.pop() ?? 1) * size)
      inputs.forEach((own, i) => {
        strides[i]?.splice(-1, 1, own[axis] ?? 0)
      })
    } else {
      sizes.push(size)
      inputs.forEach((own, i) => {
        strides[i]?.push(own[axis] ?? 0)
      })
    }
  })
  return { sizes, strides }
}
