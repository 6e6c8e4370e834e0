/** Which cells dropout drops: the same on every device. */
import { attention, type Device, dropout, dropoutKey, full, scope, type Tensor, tensor } from '@cloze/tensor'

interface MaskCase {
  readonly name: string
  /** A tensor that is 0 where a cell was dropped. */
  run(device: Device): Tensor
}

const ofOnes = (shape: readonly number[], rate: number, step: number, firstExample = 0): MaskCase => ({
  name: `ones of [${shape}], rate ${rate}, step ${step}, from example ${firstExample} on`,
  run: (device) =>
    dropout(full(shape, 1, { device }), { rate, key: dropoutKey(7, step, 'test'), firstExample }),
})

/** All scores are equal, and each head's values the identity: the output is the weights, head beside head. */
const ofAttention = (B: number, h: number, K: number, rate: number): MaskCase => ({
  name: `attention weights of [${B},${h},${K},${K}], rate ${rate}`,
  run(device) {
    const shape = [B, K, h * K]
    const even = full(shape, 0, { device })
    const identities = Float32Array.from({ length: B * K * h * K }, (_, i) =>
      Math.floor(i / (h * K)) % K === i % K ? 1 : 0,
    )
    const value = tensor(identities, { shape, device })
    return attention(even, even, value, undefined, {
      heads: h,
      dropout: { rate, key: dropoutKey(7, 1, 'attention'), firstExample: 0 },
    })
  },
})

const cases: readonly MaskCase[] = [
  ofOnes([8], 0.5, 0),
  ofOnes([5, 13], 0.1, 1),
  ofOnes([4, 7, 9], 0.1, 2),
  ofOnes([4, 7, 9], 0.1, 3),
  ofOnes([2, 7, 9], 0.1, 3, 2),
  ofOnes([2, 3, 6, 6], 0.5, 4, 1000),
  ofOnes([1, 130, 70], 0.9, 4095),
  ofOnes([3, 4096], 0.01, 100_000),
  ofAttention(2, 3, 9, 0.1),
  ofAttention(1, 2, 17, 0.5),
]

/** For each case a digit for each cell: 0 where it was dropped. */
export async function masksOn(device: Device): Promise<Record<string, string>> {
  const masks: Record<string, string> = {}
  for (const { name, run } of cases) {
    const result = scope(() => run(device))
    masks[name] = [...(await result.data())].map((value) => (value === 0 ? 0 : 1)).join('')
    result.dispose()
  }
  return masks
}
