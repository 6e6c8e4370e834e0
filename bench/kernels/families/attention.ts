import { gradients, Variable } from '@cloze/autograd'
import { attention as attend, type Device, sum } from '@cloze/tensor'
import { type Family, filled } from '../case.ts'

/** B sequences of S tokens, H wide; heads are 64 wide. */
const shapes: readonly (readonly [B: number, S: number, H: number])[] = [
  [4, 32, 128],
  [16, 128, 128],
  [16, 128, 256],
  [4, 512, 256],
]

const three = (device: Device, shape: readonly number[]) =>
  [filled(device, shape, 1), filled(device, shape, 2), filled(device, shape, 3)] as const

export const attention: Family = shapes.flatMap(([B, S, H]) => {
  const shape = [B, S, H]
  const common = { size: shape.join('×'), bound: 'arithmetic' } as const
  const options = { heads: H / 64 }
  const products = 2 * B * S * S * H // one product by heads: scores, or the sum of the values
  return [
    {
      ...common,
      name: 'attention',
      flops: 2 * products,
      bytes: 4 * 4 * B * S * H,
      prepare: (device) => {
        const [query, key, value] = three(device, shape)
        return () => attend(query, key, value, undefined, options)
      },
    },
    {
      ...common,
      name: 'attention, there and back',
      flops: 7 * products, // the scores are computed a second time
      bytes: 11 * 4 * B * S * H,
      prepare: (device) => {
        const [query, key, value] = three(device, shape).map((x) => new Variable(x, undefined, true))
        if (!query || !key || !value) throw new TypeError('three were made')
        return () => gradients(sum(attend(query, key, value, undefined, options)), [query, key, value])
      },
    },
  ] satisfies Family
})
