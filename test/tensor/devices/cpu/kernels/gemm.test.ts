import { disposeOf, full, linear, matmul, scope, sum, tensor } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

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

describe('a product of few rows has the bits that its rows have in a product of many', () => {
  const many = 16
  const [rows, columns] = [fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 })]
  const depths = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(255, 256, 257, 600))

  test.prop([rows, columns, depths, fc.boolean(), fc.boolean(), fc.nat(1000)])(
    'however they lie',
    async (m, n, k, transposeA, transposeB, seed) => {
      const values = drawn(many * k, seed)
      const b = tensor(drawn(n * k, seed + 1), { shape: transposeB ? [n, k] : [k, n] })
      const first = (count: number) => {
        const part = values.subarray(0, count * k)
        return transposeA
          ? tensor(turned(part, count, k), { shape: [k, count] })
          : tensor(part, { shape: [count, k] })
      }
      const products = scope(() =>
        [m, many].map((count) => matmul(first(count), b, { transposeA, transposeB })),
      )
      const [few, whole] = await Promise.all(products.map((product) => product.data()))
      expect(few).toEqual(whole?.subarray(0, m * n))
      disposeOf([b, products])
    },
  )

  test.prop([rows, columns, depths, fc.nat(1000)])('with a bias', async (m, n, k, seed) => {
    const values = drawn(many * k, seed)
    const [weight, bias] = [tensor(drawn(n * k, seed + 1), { shape: [n, k] }), tensor(drawn(n, seed + 2))]
    const products = scope(() =>
      [m, many].map((count) =>
        linear(tensor(values.subarray(0, count * k), { shape: [count, k] }), weight, bias),
      ),
    )
    const [few, whole] = await Promise.all(products.map((product) => product.data()))
    expect(few).toEqual(whole?.subarray(0, m * n))
    disposeOf([weight, bias, products])
  })
})

describe('a sum of many', () => {
  for (const axes of [[0], [1]])
    test(`keeps four digits over axis ${axes}`, async () => {
      const count = 2 ** 22
      const total = scope(() => sum(full(axes[0] === 0 ? [count, 1] : [1, count], 0.1), { axes }))
      expect(Math.abs((await total.item()) / (count * 0.1) - 1)).toBeLessThan(1e-4)
      total.dispose()
    })
})
