import type { argsortOp } from '../../../ops/sorting.ts'
import { sizeAt } from '../../../tensor/shape.ts'
import type { CreateFused } from './kernel.ts'

/** The places of each row, sorted by what stands there; typed arrays sort stably. */
export const argsort: CreateFused<typeof argsortOp> =
  ({ runtime: { heap } }) =>
  ([{ buffer, shape }], { descending }, [{ buffer: order }]) => {
    const memory = buffer.dtype === 'int32' ? heap.integers : heap.floats
    const values = memory.subarray(buffer.address / 4, buffer.address / 4 + buffer.length)
    const width = sizeAt(shape, -1)
    const sign = descending ? -1 : 1
    for (let start = 0; start < order.length; start += width) {
      const row = values.subarray(start, start + width)
      const places = heap.integers.subarray(order.address / 4 + start, order.address / 4 + start + width)
      for (let i = 0; i < width; i++) places[i] = i
      places.sort((i, j) => {
        const [x, y] = [row[i] ?? 0, row[j] ?? 0]
        if (x < y) return -sign
        if (x > y) return sign
        return x === y ? 0 : sign * (Number(Number.isNaN(x)) - Number(Number.isNaN(y)))
      })
    }
  }
