import type { argsortOp } from '../../../ops/sorting.ts'
import { sizeAt } from '../../../tensor/shape.ts'
import type { CreateFused } from './kernel.ts'

const SIGN = 0x80000000

/** A number that is as an unsigned one in the order of floats, from a float and its bits: both zeros alike, NaN above all. */
const keyOfFloat = (x: number, bits: number): number =>
  Number.isNaN(x) ? -1 : x === 0 ? SIGN : bits < 0 ? ~bits : bits ^ SIGN

/** Sorts by the lowest eight bits of the keys, then by the next, each time stably. */
function radixSort(keys: Uint32Array, places: Int32Array): void {
  const starts = new Uint32Array(256)
  /** What the count of that digit was before this one. */
  const count = (digit: number): number => {
    const before = starts[digit] ?? 0
    starts[digit] = before + 1
    return before
  }
  let from = places
  let to: Int32Array = new Int32Array(places.length)
  for (let shift = 0; shift < 32; shift += 8) {
    starts.fill(0)
    for (const key of keys) count((key >>> shift) & 255)
    let start = 0
    starts.forEach((size, digit) => {
      starts[digit] = start
      start += size
    })
    for (const place of from) to[count(((keys[place] ?? 0) >>> shift) & 255)] = place
    ;[from, to] = [to, from]
  }
}

/** The places of each row, sorted by what stands there. */
export const argsort: CreateFused<typeof argsortOp> =
  ({ runtime: { heap } }) =>
  ([{ buffer, shape }], { descending }, [{ buffer: order }]) => {
    const { floats, integers } = heap
    const width = sizeAt(shape, -1)
    const keys = new Uint32Array(width)
    for (let row = 0; row < order.length; row += width) {
      const [from, to] = [buffer.address / 4 + row, order.address / 4 + row]
      for (let i = 0; i < width; i++) {
        const bits = integers[from + i] ?? 0
        const key = buffer.dtype === 'int32' ? bits ^ SIGN : keyOfFloat(floats[from + i] ?? 0, bits)
        keys[i] = descending ? ~key : key
        integers[to + i] = i
      }
      radixSort(keys, integers.subarray(to, to + width))
    }
  }
