/** The dropout of one cell, in whole numbers. */
import type { DropoutKey, Shape } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'

const half = 4096

/** Six rounds; each swaps the halves and adds to one a function of the other. */
function feistel(high: number, low: number, keyHigh: number, keyLow: number): [number, number] {
  let [left, right] = [high, low]
  ;[1741, 2731, 3301, 1229, 3923, 2087].forEach((multiplier, round) => {
    const keyed = (right + (round % 2 === 0 ? keyHigh : keyLow) + round * 677 + 311) % half
    const spread = (multiplier * keyed) % half
    const mixed = Math.floor((spread * keyed) / 64) % half
    ;[left, right] = [right, (left + mixed) % half]
  })
  return [left, right]
}

interface Site {
  readonly rate: number
  readonly key: DropoutKey
  readonly firstExample: number
}

/** Whether the cell at `index` of a tensor whose first axis numbers the examples becomes 0. */
export function isDropped(
  shape: Shape,
  index: readonly number[],
  { rate, key, firstExample }: Site,
): boolean {
  const inside = shape.length < 3 ? 1 : 2
  const examples = shape.slice(0, shape.length - inside)
  const example =
    examples.reduce((number, size, axis) => number * size + (index[axis] ?? 0), 0) +
    firstExample * sizeOf(examples.slice(1))
  const [left, right] = [inside === 2 ? (index.at(-2) ?? 0) : 0, index.at(-1) ?? 0]
  const [keyHigh, keyLow] = feistel(Math.floor(example / half) % half, example % half, key.high, key.low)
  const [high, low] = feistel(left, right, keyHigh, keyLow)
  return high * half + low < Math.round(rate * half ** 2)
}
