import { addLayerNorm, argmax, crossEntropy, exp, layerNorm, max, softmax, sum } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'
import { type Family, filled, integers, type KernelCase, memoryBound, operationsOf, sizes } from '../case.ts'

const EXP = operationsOf(exp)

/** Softmax, layer norm, and sums: what goes over whole rows. */
export const rows: Family = sizes.flatMap((shape) => {
  const [count, columns] = shape
  const n = sizeOf(shape)
  const of = (name: string, flops: number, bytes: number, prepare: KernelCase['prepare']): KernelCase =>
    memoryBound(name, shape, { flops, bytes }, prepare)
  return [
    of('softmax', (EXP + 4) * n, 8 * n, (device) => {
      const x = filled(device, shape)
      return () => softmax(x)
    }),
    of('layerNorm', 8 * n, 8 * n, (device) => {
      const [x, weight, bias] = [
        filled(device, shape),
        filled(device, [columns], 1),
        filled(device, [columns], 2),
      ]
      return () => layerNorm(x, weight, bias)
    }),
    of('residual + layerNorm', 9 * n, 12 * n, (device) => {
      const [x, residual] = [filled(device, shape, 1), filled(device, shape, 2)]
      const [weight, bias] = [filled(device, [columns], 1), filled(device, [columns], 2)]
      return () => addLayerNorm(x, residual, weight, bias)
    }),
    of('sum of all', n, 4 * n, (device) => {
      const x = filled(device, shape)
      return () => sum(x)
    }),
    of('sum along rows', n, 4 * (n + count), (device) => {
      const x = filled(device, shape)
      return () => sum(x, { axes: [1] })
    }),
    of('sum down columns', n, 4 * (n + columns), (device) => {
      const x = filled(device, shape)
      return () => sum(x, { axes: [0] })
    }),
    of('max along rows', n, 4 * (n + count), (device) => {
      const x = filled(device, shape)
      return () => max(x, { axes: [1] })
    }),
    of('argmax', n, 4 * (n + count), (device) => {
      const x = filled(device, shape)
      return () => argmax(x, { axes: [-1] })
    }),
  ]
})

/** Labelled rows of a batch by the vocabulary. */
export const losses: Family = (
  [
    [64, 1000],
    [300, 30522],
  ] as const
).map(([count, classes]) => ({
  name: 'crossEntropy',
  size: `${count}×${classes}`,
  bound: 'memory',
  flops: (EXP + 3) * count * classes,
  bytes: 4 * count * classes,
  prepare: (device) => {
    const [logits, labels] = [filled(device, [count, classes]), integers(device, count, classes)]
    return () => crossEntropy(logits, labels)
  },
}))
