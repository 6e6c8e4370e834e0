import { matmul, scope, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

const drawn = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed))

const turned = (values: Float32Array, rows: number, columns: number) =>
  values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0)

describe('the matrix product, beyond one block of rows, columns and depth', () => {
  const [m, k, n] = [129, 257, 2049]
  const [a, b] = [drawn(m * k, 1), drawn(k * n, 2)]
  const right = new Float64Array(m * n)
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++)
      for (let j = 0; j < n; j++)
        right[i * n + j] = (right[i * n + j] ?? 0) + (a[i * k + p] ?? 0) * (b[p * n + j] ?? 0)

  for (const transposeA of [false, true])
    for (const transposeB of [false, true])
      test(`is right with transposeA ${transposeA} and transposeB ${transposeB}`, async () => {
        const product = scope(() =>
          matmul(
            transposeA ? tensor(turned(a, m, k), { shape: [k, m] }) : tensor(a, { shape: [m, k] }),
            transposeB ? tensor(turned(b, k, n), { shape: [n, k] }) : tensor(b, { shape: [k, n] }),
            { transposeA, transposeB },
          ),
        )
        const found = await product.data()
        const worst = right.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))),
          0,
        )
        expect(worst).toBeLessThan(257 * 2 ** -24)
        product.dispose()
      })
})
