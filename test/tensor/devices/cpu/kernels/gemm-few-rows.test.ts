import { disposeOf, linear, matmul, scope, tensor } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const drawn = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed))

const turned = (values: Float32Array, rows: number, columns: number) =>
  values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0)

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
