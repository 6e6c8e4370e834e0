import { add, dropout, dropoutKey, gelu, mul } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'
import { type Family, filled, operationsOf, sizes } from '../case.ts'

export const elementwise: Family = sizes.flatMap((shape) => {
  const n = sizeOf(shape)
  const common = { size: shape.join('×'), bound: 'memory' } as const
  return [
    ...[add, mul].map((op) => ({
      ...common,
      name: op.op.name,
      flops: n,
      bytes: 12 * n,
      prepare: (device: Parameters<typeof filled>[0]) => {
        const [x, y] = [filled(device, shape, 1), filled(device, shape, 2)]
        return () => op(x, y)
      },
    })),
    {
      ...common,
      name: 'gelu',
      flops: operationsOf(gelu) * n,
      bytes: 8 * n,
      prepare: (device) => {
        const x = filled(device, shape)
        return () => gelu(x)
      },
    },
    {
      ...common,
      name: 'dropout',
      flops: 0, // its arithmetic is that of its random numbers
      bytes: 8 * n,
      prepare: (device) => {
        const x = filled(device, shape)
        let step = 0
        return () => dropout(x, { rate: 0.1, key: dropoutKey(0, step++, 'bench') })
      },
    },
  ] satisfies Family
})
