import { sumOfSquares, tensor } from '@cloze/tensor'
import { adamW, adamWScalars } from '@cloze/tensor/extend'
import { type Family, filled } from '../case.ts'

const settings = {
  learningRate: 1e-4,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  correction1: 0.1,
  correction2: 0.001,
}

/** A layer's weight, a larger one, and BERT-tiny's word embeddings. */
export const optimizer: Family = (
  [
    [128, 128],
    [512, 512],
    [30522, 128],
  ] as const
).flatMap((shape) => {
  const n = shape[0] * shape[1]
  const common = { size: shape.join('×'), bound: 'memory' } as const
  return [
    {
      ...common,
      name: 'adamW',
      flops: 14 * n,
      bytes: 28 * n, // four are read, three written
      prepare: (device) => {
        const [parameter, gradient, first] = [1, 2, 3].map((seed) => filled(device, shape, seed))
        const second = tensor(new Float32Array(n).fill(0.5), { shape, device })
        const scalars = adamWScalars(settings, device)
        if (!parameter || !gradient || !first) throw new TypeError('three were made')
        return () => adamW(parameter, gradient, { first, second }, scalars)
      },
    },
    {
      ...common,
      name: 'sumOfSquares',
      flops: 2 * n,
      bytes: 4 * n,
      prepare: (device) => {
        const x = filled(device, shape)
        return () => sumOfSquares(x)
      },
    },
  ] satisfies Family
})
