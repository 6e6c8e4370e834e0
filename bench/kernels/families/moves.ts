import { broadcastTo, concatenate, gather, scatterAdd, slice, transpose } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'
import { type Family, filled, integers, type KernelCase, memoryBound, sizes } from '../case.ts'

const VOCABULARY = 30522

/** What moves cells and computes nothing, or next to it. */
export const moves: Family = sizes.flatMap((shape) => {
  const [rows, columns] = shape
  const n = sizeOf(shape)
  const of = (name: string, prepare: KernelCase['prepare'], flops = 0, bytes = 8 * n): KernelCase =>
    memoryBound(name, shape, { flops, bytes }, prepare)
  return [
    of('transpose', (device) => {
      const x = filled(device, shape)
      return () => transpose(x)
    }),
    of('transpose to heads', (device) => {
      const x = filled(device, [rows / 128, 128, columns / 64, 64])
      return () => transpose(x, [0, 2, 1, 3])
    }),
    of('slice', (device) => {
      const x = filled(device, [rows, 2 * columns])
      return () => slice(x, [0, columns / 2], [rows, columns / 2 + columns])
    }),
    of('concatenate', (device) => {
      const halves = [filled(device, [rows / 2, columns], 1), filled(device, [rows / 2, columns], 2)]
      return () => concatenate(halves)
    }),
    of(
      'broadcastTo',
      (device) => {
        const x = filled(device, [columns])
        return () => broadcastTo(x, shape)
      },
      0,
      4 * (n + columns),
    ),
    of('gather', (device) => {
      const [table, ids] = [filled(device, [VOCABULARY, columns]), integers(device, rows, VOCABULARY)]
      return () => gather(table, ids)
    }),
    of(
      'scatterAdd',
      (device) => {
        const [x, ids] = [filled(device, shape), integers(device, rows, VOCABULARY)]
        return () => scatterAdd(x, ids, VOCABULARY)
      },
      n,
      8 * n + 4 * VOCABULARY * columns, // the rows, those that they are added to, and zeros for all
    ),
  ]
})
