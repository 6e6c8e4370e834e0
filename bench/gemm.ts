/**
 * The matrix product's speed on one thread: GFLOP/s (median) for square matrices in all four transposes, and for the
 * shapes of a training step of BERT-tiny. `pnpm bench` runs it.
 */
import { cpu, matmul, scope, type Tensor, tensor } from '@cloze/tensor'

interface Product {
  readonly name: string
  readonly m: number
  readonly k: number
  readonly n: number
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

/** At least this long and this often, so that a median means something. */
const LEAST_MILLISECONDS = 300
const LEAST_RUNS = 7

const squares: Product[] = [256, 512, 1024].flatMap((size) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({
      name: 'square',
      m: size,
      k: size,
      n: size,
      transposeA,
      transposeB,
    })),
  ),
)

/** B·S = 2048 rows, hidden 128, inner 512, 300 labelled positions, vocabulary 30522. */
const training: Product[] = [
  { name: 'projection', m: 2048, k: 128, n: 128, transposeB: true },
  { name: 'projection, dx', m: 2048, k: 128, n: 128 },
  { name: 'projection, dw', m: 128, k: 2048, n: 128, transposeA: true },
  { name: 'inner', m: 2048, k: 128, n: 512, transposeB: true },
  { name: 'inner, dx', m: 2048, k: 512, n: 128 },
  { name: 'inner, dw', m: 512, k: 2048, n: 128, transposeA: true },
  { name: 'outer', m: 2048, k: 512, n: 128, transposeB: true },
  { name: 'outer, dx', m: 2048, k: 128, n: 512 },
  { name: 'outer, dw', m: 128, k: 2048, n: 512, transposeA: true },
  { name: 'logits', m: 300, k: 128, n: 30522, transposeB: true },
  { name: 'logits, dx', m: 300, k: 30522, n: 128 },
  { name: 'logits, dw', m: 30522, k: 300, n: 128, transposeA: true },
]

const small: Product[] = [4, 8, 16, 32, 64].map((size) => ({ name: 'small', m: size, k: size, n: size }))

const filled = (rows: number, columns: number): Tensor =>
  tensor(
    Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)),
    {
      shape: [rows, columns],
      device: cpu,
    },
  )

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function gigaflops({ m, k, n, transposeA = false, transposeB = false }: Product): number {
  return scope(() => {
    const a = transposeA ? filled(k, m) : filled(m, k)
    const b = transposeB ? filled(n, k) : filled(k, n)
    // Small products are timed by the hundred: a clock's tick is longer than one of them.
    const repeats = Math.max(1, Math.ceil(2e6 / (m * n * k)))
    const run = () => scope(() => void matmul(a, b, { transposeA, transposeB }))
    for (let i = 0; i < repeats; i++) run()
    const times: number[] = []
    const began = performance.now()
    while (times.length < LEAST_RUNS || performance.now() - began < LEAST_MILLISECONDS) {
      const start = performance.now()
      for (let i = 0; i < repeats; i++) run()
      times.push((performance.now() - start) / repeats)
    }
    return (2 * m * n * k) / median(times) / 1e6
  })
}

/** A line for each product, or one JSON array of them. */
export function benchGemm(json: boolean): void {
  const rows = [...squares, ...training, ...small].map((product) => {
    const row = { ...product, gigaflopsPerSecond: gigaflops(product) }
    if (!json) process.stdout.write(`${lineOf(row)}\n`)
    return row
  })
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`)
}

function lineOf({
  name,
  m,
  k,
  n,
  transposeA,
  transposeB,
  gigaflopsPerSecond,
}: Product & { gigaflopsPerSecond: number }) {
  const transposes = `${transposeA ? 'Aᵀ' : 'A '}·${transposeB ? 'Bᵀ' : 'B '}`
  return `${name.padEnd(16)} ${`${m}×${k}×${n}`.padEnd(16)} ${transposes}  ${gigaflopsPerSecond.toFixed(1).padStart(6)} GFLOP/s`
}
