import { type Device, matmul } from '@cloze/tensor'
import { type Family, filled, type KernelCase } from '../case.ts'

interface Product {
  readonly name: string
  readonly m: number
  readonly k: number
  readonly n: number
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

const squares: readonly Product[] = [256, 512, 1024].flatMap((size) =>
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
const training: readonly Product[] = [
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

const small: readonly Product[] = [4, 8, 16, 32, 64].map((size) => ({
  name: 'small',
  m: size,
  k: size,
  n: size,
}))

const caseOf = ({ name, m, k, n, transposeA = false, transposeB = false }: Product): KernelCase => ({
  name: `matmul ${transposeA ? 'Aᵀ' : 'A'}·${transposeB ? 'Bᵀ' : 'B'}, ${name}`,
  size: `${m}×${k}×${n}`,
  bound: 'arithmetic',
  flops: 2 * m * k * n,
  bytes: 4 * (m * k + k * n + m * n),
  prepare: (device: Device) => {
    const a = filled(device, transposeA ? [k, m] : [m, k])
    const b = filled(device, transposeB ? [n, k] : [k, n])
    return () => matmul(a, b, { transposeA, transposeB })
  },
})

/** A head's scores: many small products in one call. */
const batched: KernelCase = {
  name: 'matmul A·Bᵀ, by head',
  size: '32×128×64×128',
  bound: 'arithmetic',
  flops: 2 * 32 * 128 * 64 * 128,
  bytes: 4 * 32 * (2 * 128 * 64 + 128 * 128),
  prepare: (device) => {
    const [a, b] = [filled(device, [32, 128, 64], 1), filled(device, [32, 128, 64], 2)]
    return () => matmul(a, b, { transposeB: true })
  },
}

export const products: Family = [...squares, ...training, ...small].map(caseOf).concat(batched)
