/** Places beyond 2²⁴, which no float32 tells apart: each op is read around them. */
import {
  add,
  concatenate,
  type Device,
  gather,
  matmul,
  mul,
  scope,
  slice,
  sum,
  type Tensor,
  tensor,
  transpose,
} from '@cloze/tensor'

interface BigCase {
  readonly name: string
  /** A few cells from the far end. */
  run(device: Device): Tensor
  readonly expected: readonly number[]
}

const [ROWS, COLUMNS] = [5000, 4001] // 20 million and some: above 2²⁴ = 16,777,216
const upTo = (length: number) => Float32Array.from({ length }, (_, i) => i)

/** Element (r, c) is 1 + r mod 7 + 16·(c mod 5). */
function table(device: Device): Tensor {
  const rows = tensor(
    upTo(ROWS).map((r) => 1 + (r % 7)),
    { shape: [ROWS, 1], device },
  )
  const columns = tensor(
    upTo(COLUMNS).map((c) => 16 * (c % 5)),
    { shape: [1, COLUMNS], device },
  )
  return add(rows, columns)
}
const at = (r: number, c: number) => 1 + (r % 7) + 16 * (c % 5)

const lastRow = ROWS - 1
const corner = (x: Tensor, rows = ROWS, columns = COLUMNS) =>
  slice(x, [rows - 2, columns - 3], [rows, columns])
const cornerOf = (cell: (r: number, c: number) => number, rows = ROWS, columns = COLUMNS) =>
  [rows - 2, rows - 1].flatMap((r) => [columns - 3, columns - 2, columns - 1].map((c) => cell(r, c)))

export const bigCases: readonly BigCase[] = [
  { name: 'broadcasting', run: (device) => corner(table(device)), expected: cornerOf(at) },
  {
    name: 'a column against rows',
    run: (device) => {
      const weights = tensor(
        upTo(ROWS).map((r) => r % 3),
        { shape: [ROWS, 1], device },
      )
      return corner(mul(table(device), weights))
    },
    expected: cornerOf((r, c) => at(r, c) * (r % 3)),
  },
  {
    name: 'transpose',
    run: (device) => corner(transpose(table(device)), COLUMNS, ROWS),
    expected: cornerOf((r, c) => at(c, r), COLUMNS, ROWS),
  },
  {
    name: 'a sum along rows',
    run: (device) => slice(sum(table(device), { axes: [1] }), [ROWS - 2], [ROWS]),
    expected: [ROWS - 2, lastRow].map((r) =>
      Array.from(upTo(COLUMNS)).reduce((total, c) => total + at(r, c), 0),
    ),
  },
  {
    name: 'a sum down columns',
    run: (device) => slice(sum(table(device), { axes: [0] }), [COLUMNS - 2], [COLUMNS]),
    expected: [COLUMNS - 2, COLUMNS - 1].map((c) =>
      Array.from(upTo(ROWS)).reduce((total, r) => total + at(r, c), 0),
    ),
  },
  {
    name: 'gather',
    run: (device) =>
      slice(
        gather(table(device), tensor(Int32Array.of(lastRow, 4500), { device })),
        [0, COLUMNS - 3],
        [2, COLUMNS],
      ),
    expected: [lastRow, 4500].flatMap((r) => [3, 2, 1].map((back) => at(r, COLUMNS - back))),
  },
  {
    name: 'concatenate',
    run: (device) => {
      const whole = table(device)
      const more = slice(whole, [0, 0], [3, COLUMNS])
      return corner(concatenate([whole, more]), ROWS + 3)
    },
    expected: cornerOf((r, c) => at(r - ROWS, c), ROWS + 3),
  },
  {
    name: 'the matrix product',
    run: (device) => {
      const a = tensor(
        upTo(ROWS * 2).map((i) => i % 11),
        { shape: [ROWS, 2], device },
      )
      const b = tensor(
        upTo(2 * COLUMNS).map((i) => i % 13),
        { shape: [2, COLUMNS], device },
      )
      return corner(matmul(a, b))
    },
    expected: cornerOf((r, c) => ((2 * r) % 11) * (c % 13) + ((2 * r + 1) % 11) * ((COLUMNS + c) % 13)),
  },
]

/** What a case gives on a device. */
export async function runBig(device: Device, { run }: BigCase): Promise<number[]> {
  const result = scope(() => run(device))
  try {
    return [...(await result.data())]
  } finally {
    result.dispose()
  }
}
