import { cpu, DtypeError, reference, scope, squaredNorm, sumOfSquares, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

describe.each([reference, cpu])('on $name', (device) => {
  test('whole numbers are refused: a kernel would read them as other numbers', () => {
    scope(() => {
      const ids = tensor([3, 4], { dtype: 'int32', device })
      expect(() => sumOfSquares(ids)).toThrow(DtypeError)
      expect(() => squaredNorm([tensor([1], { device }), ids])).toThrow(
        'squaredNorm: reduces floats; make int32 a float first, by mul(x, 1)',
      )
    })
  })
})
