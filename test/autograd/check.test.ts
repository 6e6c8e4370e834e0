import { checkGradients, GradientError, type Variable } from '@cloze/autograd'
import {
  add,
  type Device,
  elementwise,
  gather,
  liveTensors,
  matmul,
  mean,
  mul,
  reference,
  type Scalar,
  square,
  sub,
  sum,
  tanh,
  tensor,
  transpose,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { swept } from '../swept.ts'

swept()

const on = { device: reference }
const drawn = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin(i * 1.7 + 1) + 0.1)
const x = tensor(drawn(6), { shape: [2, 3], ...on })

/** An op that gives `value`, and whose derivative says `derivative`. */
const claimed = (value: (x: Scalar) => Scalar, derivative: (x: Scalar) => Scalar) =>
  elementwise('claimed', (x: Scalar) => value(x), { derivative: (x: Scalar) => derivative(x) })

/** `a`, with what flows back multiplied by `factors`: a·f + c, where c = a·(1 − f) is a constant to the tape. */
const flawed = (a: Variable, factors: Float64Array): Variable => {
  const flow = tensor(factors, { shape: a.shape, ...on })
  return add(mul(a, flow), sub(a.value, mul(a.value, flow)))
}

const onesBut = (length: number, element: number, factor: number) =>
  new Float64Array(length).fill(1).with(element, factor)

test('a check leaves no tensor over, right or wrong', async () => {
  const before = liveTensors() // the first test of the file: no finalizer can run in between
  await checkGradients((a) => sum(tanh(a)), [x], { order: 2 })
  await expect(checkGradients((a) => mul(a, a.value), [x])).rejects.toThrow('input 0')
  expect(liveTensors()).toBe(before)
})

test('a check leaves no tensor over where a read fails', async () => {
  const reads = async (passing: number) => {
    let left = passing
    const device: Device = {
      ...reference,
      async download(buffer) {
        if (left-- === 0) throw new Error('the device is lost')
        return (reference as Device).download(buffer)
      },
    }
    const at = tensor([1, 2], { device })
    const before = liveTensors()
    await expect(checkGradients((a) => tanh(a), [at])).rejects.toThrow('the device is lost')
    expect(liveTensors()).toBe(before)
    at.dispose()
  }
  // the point, the outputs, their gradients, and the first difference
  for (const passing of [0, 1, 2, 3]) await reads(passing)
})

describe('a check of gradients', () => {
  test('passes right ones, at both orders', async () => {
    const checked = checkGradients((a) => matmul(tanh(a), square(a), { transposeB: true }), [x], { order: 2 })
    await expect(checked).resolves.toBeUndefined()
  })

  test.prop([fc.integer(), fc.array(fc.double({ min: 0.2, max: 3, noNaN: true }), { maxLength: 50 })], {
    numRuns: 20,
  })('passes right ones whatever the seed and the inputs', async (seed, values) => {
    const inputs = [tensor(values, on), tensor([1.5], on)]
    const f = (a: Variable, b: Variable) => mul(square(a), tanh(b))
    await expect(checkGradients(f, inputs, { seed, order: 2 })).resolves.toBeUndefined()
  })

  test('passes on whole numbers as they are', async () => {
    const ids = tensor([1, 0, 1], { dtype: 'int32', ...on })
    await expect(checkGradients((ids, a) => square(gather(a, ids)), [ids, x])).resolves.toBeUndefined()
  })

  test('catches a wrong sign, and names the input, the place, and both numbers', async () => {
    const op = claimed(
      (a) => a.square(),
      (a) => a.mul(-2),
    )
    const at = tensor([[1, 2]], on)
    const checked = checkGradients((a, b) => sub(op(a), op(b)), [at, at])
    await expect(checked).rejects.toThrow(GradientError)
    await expect(checked).rejects.toThrow(
      /^input 0 at \[0, [01]\]: the gradient is -?[24], but differences give -?[\d.]+$/,
    )
  })

  test('catches a missing term', async () => {
    const op = claimed(
      (a) => a.square().mul(a).add(a),
      (a) => a.square().mul(3),
    )
    await expect(checkGradients((a) => op(a), [x])).rejects.toThrow('input 0')
  })

  test('catches a flow to one input that is left out', async () => {
    await expect(checkGradients((a, b) => mul(a, b.value), [x, x])).rejects.toThrow('input 1')
  })

  test('catches a transposed result', async () => {
    const square3 = tensor(drawn(9), { shape: [3, 3], ...on })
    // x as it is, with the gradient of its transpose
    const f = (a: Variable) => add(transpose(a), sub(a.value, transpose(a.value)))
    await expect(checkGradients(f, [square3])).rejects.toThrow('input 0')
  })

  test.prop([fc.nat(9_999), fc.integer()], { numRuns: 3 })(
    'catches a relative error of 1e-3 in any one element of 10,000, and names it',
    async (element, seed) => {
      const many = tensor(drawn(10_000), on)
      const f = (a: Variable) => flawed(a, onesBut(10_000, element, 1.001))
      await expect(checkGradients(f, [many], { seed })).rejects.toThrow(`input 0 at [${element}]`)
    },
  )

  test('catches a relative error of 1e-3 in a mean over 10,000, whose gradients are small', async () => {
    const many = tensor(drawn(10_000), on)
    await expect(checkGradients((a) => mean(flawed(a, onesBut(10_000, 77, 0.999))), [many])).rejects.toThrow(
      'at [77]',
    )
  })

  test('catches a gradient that is not a number', async () => {
    const op = claimed(
      (a) => a,
      (a) => a.mul(Number.NaN),
    )
    await expect(checkGradients((a) => op(a), [x])).rejects.toThrow('the gradient is NaN')
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
    await expect(checkGradients((a) => op(a), [x])).resolves.toBeUndefined()
    await expect(checkGradients((a) => op(a), [x], { order: 2 })).rejects.toThrow('order 2, input 0')
  })

  test('refuses inputs that are not in float64', async () => {
    const coarse: Device = {
      ...reference,
      name: 'coarse',
      floatType: 'float32',
      allocate: (length) => reference.allocate(length, 'float64'),
    }
    await expect(checkGradients((a) => a, [tensor([1], { device: coarse })])).rejects.toThrow(
      'coarse is too coarse; use the reference device',
    )
  })

  test('refuses inputs that are all whole numbers', async () => {
    const ids = tensor([1], { dtype: 'int32', ...on })
    await expect(checkGradients((a) => a, [ids])).rejects.toThrow('no input is of floats')
  })
})

test.each([
  ['order', 0],
  ['order', Number.NaN],
  ['projections', 0],
])('a check of %s %s would check nothing, and is refused', async (name, value) => {
  const x = tensor([1], { device: reference })
  await expect(checkGradients((of) => square(of), [x], { [name]: value })).rejects.toThrow(
    `checkGradients: ${name} should be a whole number from 1, not the number ${value}`,
  )
  x.dispose()
})
