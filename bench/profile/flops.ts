/** How many multiplications and additions a fused kernel's products have, by its op. */
import { type OpIdentity, ops, sizeOf } from '@cloze/tensor/extend'

interface Shaped {
  readonly shape: readonly number[]
}

/** What an op of sequences that lie end to end has among its attributes. */
interface Packed {
  readonly lengths?: readonly number[]
}

/** One product of (B, S, H) by (B, S, H) head by head: scores, or the sum of the values. */
function headProduct(query: Shaped | undefined, key: Shaped | undefined): number {
  const [B = 0, queries = 0, H = 0] = query?.shape ?? []
  return 2 * B * queries * (key?.shape[1] ?? 0) * H
}

/** The same for sequences of (T, H). */
const packedProduct = (query: Shaped | undefined, { lengths = [] }: Packed): number =>
  lengths.reduce((total, S) => total + 2 * S * S * (query?.shape[1] ?? 0), 0)

const linear = ([x, weight]: readonly Shaped[]) => 2 * sizeOf(x?.shape ?? []) * (weight?.shape[0] ?? 0)

type Flops = (inputs: readonly Shaped[], attributes: Packed) => number

/** The fused kernels that products bound. */
export const flops: ReadonlyMap<OpIdentity, Flops> = new Map<OpIdentity, Flops>([
  [ops.linear, linear],
  [ops.linearCrossEntropy, (inputs) => 3 * linear(inputs)],
  [ops.attention, ([query, key]) => 2 * headProduct(query, key)],
  [ops.attentionGradient, ([, query, key]) => 5 * headProduct(query, key)],
  [ops.packedAttention, ([query], packed) => 2 * packedProduct(query, packed)],
  [ops.packedAttentionGradient, ([, query], packed) => 5 * packedProduct(query, packed)],
])

/** 0 where memory bounds the kernel: it is then told by the bytes that it moves. */
export const flopsOf = (op: OpIdentity, inputs: readonly Shaped[], attributes: unknown): number =>
  flops.get(op)?.(inputs, (attributes ?? {}) as Packed) ?? 0 // those of that op
