/** Gradients of elementwise ops where finite differences don't reach: at kinks, at poles, in branches not taken. */
import { gradients, parameter, type Variable } from '@cloze/autograd'
import {
  clamp,
  div,
  elu,
  expm1,
  hardTanh,
  leakyRelu,
  log,
  logSigmoid,
  mul,
  type Operand,
  pow,
  reference,
  remainder,
  silu,
  softplus,
  sqrt,
  sum,
  tensor,
  where,
  zeros,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { hostDevices } from '../../host-devices.ts'
import { swept } from '../../swept.ts'

swept()

const { NaN: none, POSITIVE_INFINITY: endless } = Number

/** Of the sum of `f` at each of some points. */
async function gradientsOf(
  f: (...inputs: Variable[]) => Operand,
  points: readonly (readonly number[])[],
): Promise<number[][]> {
  const inputs = points.map((values) => parameter(tensor([...values], { device: reference })))
  const found = gradients(sum(f(...inputs) as Variable), inputs)
  return Promise.all(found.map(async (each) => Array.from(await each.data())))
}

describe('at kinks gradients are those of PyTorch 2.15', () => {
  const at = [none, endless, -endless, -1, 1, 0, -0, 0.5]
  const rows: readonly (readonly [string, (x: Variable) => Operand, readonly number[]])[] = [
    ['clamp', (x) => clamp(x, -1, 1), [0, 0, 0, 0, 0, 1, 1, 1]],
    ['hardTanh', (x) => hardTanh(x), [1, 0, 0, 0, 0, 1, 1, 1]],
    ['leakyRelu', (x) => leakyRelu(x, 0.1), [0.1, 1, 0.1, 0.1, 1, 0.1, 0.1, 1]],
  ]
  test.each(rows)('%s', async (_, f, right) => {
    expect(await gradientsOf(f, [at])).toEqual([right])
  })

  test('elu, softplus, logSigmoid and silu', async () => {
    const points = [[-endless, -200, 0, -0, 200]]
    expect(await gradientsOf((x) => elu(x, 2), points)).toEqual([[0, expect.closeTo(0, 12), 2, 2, 1]])
    expect(await gradientsOf((x) => softplus(x), points)).toEqual([[0, expect.closeTo(0, 12), 0.5, 0.5, 1]])
    expect(await gradientsOf((x) => logSigmoid(x), points)).toEqual([[1, 1, 0.5, 0.5, expect.closeTo(0, 12)]])
    expect(
      await gradientsOf(
        (x) => silu(x),
        points.map((all) => all.slice(1)),
      ),
    ).toEqual([[expect.closeTo(0, 12), 0.5, 0.5, 1]])
  })

  test('elu and expm1 are exact where they are nearly flat', async () => {
    const points = [-1, -10, -16, -18]
    const x = parameter(tensor(points)) // on cpu: what is lost is lost in float32
    for (const f of [(at: Variable) => elu(at), (at: Variable) => expm1(at)]) {
      const [dx] = gradients(sum(f(x)), [x])
      ;(await dx.data()).forEach((slope, index) => {
        expect(slope / Math.exp(points[index] ?? 0) - 1).toBeCloseTo(0, 6)
      })
    }
  })

  test('clamp passes to a bound what it takes from x', async () => {
    const found = await gradientsOf(clamp, [[-1, 0.5, 2, 2, -1], [0, 0, 0, 3, 3], [1, 1, 1, 1, 1]]) // biome-ignore format: a table
    expect(found).toEqual([[0, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 1, 1, 1]]) // biome-ignore format: a table
  })

  test('remainder', async () => {
    const found = await gradientsOf(remainder, [[5, -5, 5, -5, 6], [3, 3, -3, -3, -3]]) // biome-ignore format: a table
    expect(found).toEqual([[1, 1, 1, 1, 1], [-1, 2, 2, -1, 2]]) // biome-ignore format: a table
  })

  test('pow', async () => {
    const found = await gradientsOf(pow, [[0, 0, -2, 2, 0, 2], [0, 2, 2, -1, -1, 0]]) // biome-ignore format: a table
    expect(found).toEqual([
      [0, 0, -4, -0.25, -endless, 0],
      [0, 0, none, Math.log(2) / 2, -endless, Math.log(2)],
    ])
  })
})

for (const device of hostDevices)
  describe(`on ${device.name}, a branch that was not taken`, () => {
    const poles: readonly (readonly [string, (x: Variable) => Variable, readonly [number, number]])[] = [
      ['log x', (x) => log(x), [0.5, -0.25]],
      ['√x', (x) => sqrt(x), [0.5 / Math.SQRT2, -0.125 / Math.SQRT2]],
      ['1 / x', (x) => div(1, x), [-0.25, 0.25]],
      ['x^−2', (x) => pow(x, -2), [-0.25, 0.375]],
    ]
    test.each(poles)(
      'has no gradient at orders 1 and 2 where %s has a pole',
      async (_, f, [first, second]) => {
        const x = parameter(tensor([0, 2], { device }))
        const y = where(tensor([0, 1], { device }), f(x), 0)
        const [dx] = gradients(sum(y), [x], { createGraph: true })
        const [ddx] = gradients(sum(dx), [x])
        const [nothing, slope] = await dx.data()
        expect(nothing).toBe(0)
        expect(slope).toBeCloseTo(first, 5)
        const [none, some] = await ddx.data()
        expect(none).toBe(0)
        expect(some).toBeCloseTo(second, 5)
      },
    )

    test('has no gradient where a product of two has poles', async () => {
      const x = parameter(tensor([0, 1], { device }))
      const [dx] = gradients(sum(where(tensor([0, 1], { device }), mul(log(x), sqrt(x)), 0)), [x])
      expect(Array.from(await dx.data())).toEqual([0, 1])
    })

    test('has none where an infinite gradient arrives', async () => {
      const x = parameter(tensor([1, 2], { device }))
      const y = mul(where(tensor([0, 1], { device }), x, 3), endless)
      const [dx] = gradients(sum(y), [x])
      expect(Array.from(await dx.data())).toEqual([0, endless])
    })

    test('a gradient is differentiated in what arrives, also where that is 0', async () => {
      const [x, g] = [parameter(tensor([4], { device })), parameter(zeros([1], { device }))]
      const [dx] = gradients(sum(mul(sqrt(x), g)), [x], { createGraph: true })
      const [dg] = gradients(sum(dx), [g])
      expect(await dg.item()).toBe(0.25)
    })
  })
