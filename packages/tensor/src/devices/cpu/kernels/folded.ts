import type { F32 } from '../assembler/values/scalars.ts'
import type { F32x4 } from '../assembler/values/vectors.ts'

export type Kind = 'sum' | 'max'

/** The four lanes in one: (0 ∘ 2) ∘ (1 ∘ 3). */
export function folded(kind: Kind, vector: F32x4): F32 {
  const lane = (index: number) => vector.lane(index)
  const join = (a: F32, b: F32) => (kind === 'sum' ? a.add(b) : a.max(b))
  return join(join(lane(0), lane(2)), join(lane(1), lane(3)))
}
