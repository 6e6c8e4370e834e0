import type { Differentiable } from '@cloze/autograd'
import type { Shape, Tensor } from '@cloze/tensor'
import fc from 'fast-check'
import type { Draw } from './draw.ts'

/** A function, and where its gradients are checked. */
export interface Case {
  readonly f: Differentiable
  readonly inputs: readonly Tensor[]
}

export type CaseOf = (shape: Shape, draw: Draw) => Case

export const sizes = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 2, max: 3 }) },
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constant(0) },
)
export const shapes = fc.array(sizes, { maxLength: 3, size: 'max' })
export const seeds = fc.nat()
