/** How many multiplications and additions a fused kernel's products have, by its name. */
import { sizeOf } from '@cloze/tensor'

interface Shaped {
  readonly shape: readonly number[]
}

/** One product of (B, S, H) by (B, S, H) head by head: scores, or the sum of the values. */
function headProduct(query: Shaped | undefined, key: Shaped | undefined): number {
  const [B = 0, queries = 0, H = 0] = query?.shape ?? []
  return 2 * B * queries * (key?.shape[1] ?? 0) * H
}

const known: ReadonlyMap<string, (inputs: readonly Shaped[]) => number> = new Map([
  ['linear', ([x, weight]) => 2 * sizeOf(x?.shape ?? []) * (weight?.shape[0] ?? 0)],
  ['linearCrossEntropy', ([x, weight]) => 6 * sizeOf(x?.shape ?? []) * (weight?.shape[0] ?? 0)],
  ['attention', ([query, key]) => 2 * headProduct(query, key)],
  ['attentionGradient', ([, query, key]) => 5 * headProduct(query, key)],
])

/** 0 where it is not known: the kernel is then told by the bytes that it moves. */
export const flopsOf = (name: string, inputs: readonly Shaped[]): number => known.get(name)?.(inputs) ?? 0
