import { checkGradients } from '@cloze/autograd'
import {
  add,
  createCpu,
  elementwise,
  matmul,
  mul,
  reference,
  type Scalar,
  square,
  tanh,
  tensor,
  transpose,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'

const on = { device: reference }
const drawn = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin(i * 1.7 + 1) + 0.1)
const x = tensor(drawn(6), { shape: [2, 3], ...on })

/** An op that gives `value`, and whose derivative says `derivative`. */
const claimed = (value: (x: Scalar) => Scalar, derivative: (x: Scalar) => Scalar) =>
  elementwise('claimed', (x: Scalar) => value(x), { derivative: (x: Scalar) => derivative(x) })

describe('a check of gradients', () => {
  test('passes right ones, at both orders', async () => {
    await checkGradients(([a]) => (a ? matmul(tanh(a), square(a), { transposeB: true }) : failed()), [x], {
      order: 2,
    })
  })

  test('catches a wrong sign', async () => {
    const op = claimed(
      (a) => a.square(),
      (a) => a.mul(-2),
    )
    await expect(checkGradients(([a]) => (a ? op(a) : failed()), [x])).rejects.toThrow(
      'finite differences give',
    )
  })

  test('catches a missing term', async () => {
    const op = claimed(
      (a) => a.square().mul(a).add(a),
      (a) => a.square().mul(3),
    )
    await expect(checkGradients(([a]) => (a ? op(a) : failed()), [x])).rejects.toThrow('input 0')
  })

  test('catches a transposed result', async () => {
    // x as it is, with the gradient of its transpose: x + (c − c), where c is a constant to the tape
    const square3 = tensor(drawn(9), { shape: [3, 3], ...on })
    await expect(
      checkGradients(
        ([a]) => {
          if (!a) return failed()
          const flipped = transpose(a)
          return add(flipped, add(a.value, mul(transpose(a.value), -1)))
        },
        [square3],
      ),
    ).rejects.toThrow('gradient of input 0')
  })

  test('catches a relative error of 1e-3 in one element of 10,000', async () => {
    const many = tensor(drawn(10_000), on)
    const flaw = new Float64Array(10_000)
    flaw[7_331] = 1e-3
    const off = tensor(flaw, on)
    await expect(
      checkGradients(([a]) => (a ? add(a, add(mul(off, a), mul(mul(off, a.value), -1))) : failed()), [many]),
    ).rejects.toThrow('along random signs')
  })

  test('catches a second derivative that is wrong under a right first one', async () => {
    // 2a to nine digits, by steps of 2⁻³⁰, so that nothing flows through it
    const op = claimed(
      (a) => a.square(),
      (a) =>
        a
          .mul(2 ** 31)
          .floor()
          .mul(2 ** -30),
    )
    await checkGradients(([a]) => (a ? op(a) : failed()), [x])
    await expect(checkGradients(([a]) => (a ? op(a) : failed()), [x], { order: 2 })).rejects.toThrow(
      'second derivative',
    )
  })

  test('refuses inputs that are not on the reference device', async () => {
    await expect(
      checkGradients(([a]) => a ?? failed(), [tensor([1], { device: createCpu() })]),
    ).rejects.toThrow('reference device')
  })
})

function failed(): never {
  throw new Error('no input')
}
