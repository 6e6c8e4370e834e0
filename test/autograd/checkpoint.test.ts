import {
  checkGradients,
  checkpoint,
  GradientError,
  gradients,
  noGrad,
  parameter,
  Variable,
} from '@cloze/autograd'
import {
  add,
  type Device,
  disposeOf,
  dropout,
  dropoutKey,
  exp,
  gelu,
  layerNorm,
  linear,
  liveTensors,
  mul,
  reference,
  scope,
  softmax,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { hostDevices } from '../host-devices.ts'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

/** Numbers that are no round ones. */
const drawn = (count: number, seed: number) =>
  Float64Array.from(
    { length: count },
    (_, i) => Math.fround(((i + 1) * 7919 * (seed + 3)) % 1013) / 700 - 0.7,
  )

type Wrap = (f: (x: Variable) => Variable) => (x: Variable) => Variable
const plain: Wrap = (f) => f

/** A deep residual net, a block a checkpoint; what a block reads of x it reads three times. */
function deepNet(device: Device, depth: number, width: number) {
  const of = (seed: number, ...shape: number[]) =>
    parameter(
      tensor(
        drawn(
          shape.reduce((a, b) => a * b, 1),
          seed,
        ),
        { shape, device },
      ),
    )
  const layers = Array.from({ length: depth }, (_, at) => ({
    w: of(at, width, width),
    v: of(at + 40, width, width),
    gain: of(at + 80, width),
  }))
  const shared = of(99, width)
  const x = parameter(tensor(drawn(4 * width, 5), { shape: [4, width], device }))
  const forward = (wrap: Wrap): Variable => {
    const blocks = layers.map(({ w, v, gain }, site) =>
      wrap((x) => {
        const normed = layerNorm(x, gain, shared)
        const mixed = mul(softmax(linear(normed, w)), add(linear(gelu(x), v), shared))
        return add(x, dropout(mixed, { rate: 0.2, key: dropoutKey(1, 0, `block ${site}`) }))
      }),
    )
    const y = blocks.reduce((hidden, block) => add(block(hidden), mul(hidden, 0.5)), x)
    return sum(square(y))
  }
  const wanted = [x, shared, ...layers.flatMap(({ w, v, gain }) => [w, v, gain])]
  return { forward, wanted }
}

describe.each(hostDevices)('on $name', (device) => {
  test.each([1, 2, 6])('values and gradients are those without, to the bit, %d deep', async (depth) => {
    const { forward, wanted } = deepNet(device, depth, 5)
    const [bare, saving] = [plain, checkpoint].map((wrap) => {
      const loss = forward(wrap as Wrap)
      return [loss.value, ...gradients(loss, wanted)]
    })
    expect(await values(...(saving ?? []))).toEqual(await values(...(bare ?? [])))
  })
})

test('dropout drops the same when it runs again: twice through a graph is the same', async () => {
  const { forward, wanted } = deepNet(reference, 2, 3)
  const loss = forward(checkpoint)
  const once = gradients(loss, wanted, { retainGraph: true })
  expect(await values(...gradients(loss, wanted))).toEqual(await values(...once))
  expect(() => gradients(loss, wanted)).toThrow('retainGraph')
})

test('the peak of memory falls with the depth of what is not kept', () => {
  const peakOf = (wrap: Wrap) => {
    const held = { now: 0, most: 0 }
    const count = (by: number) => {
      held.now += by
      held.most = Math.max(held.most, held.now)
    }
    const device: Device = {
      ...reference,
      allocate(length, dtype) {
        count(length)
        return (reference as Device).allocate(length, dtype)
      },
      release(buffer) {
        count(-buffer.length)
        ;(reference as Device).release(buffer)
      },
    }
    const x = parameter(tensor(drawn(100, 1), { device }))
    const block = wrap((x) => {
      let y = x
      for (let i = 0; i < 8; i++) y = tanh(exp(mul(y, 0.1)))
      return y
    })
    held.most = held.now
    const before = held.now
    scope(() => {
      let y: Variable = x
      for (let i = 0; i < 8; i++) y = scope(() => block(y))
      return gradients(sum(y), [x]).map((each) => each.dispose())
    })
    disposeOf(x)
    return held.most - before
  }
  const [bare, saving] = [peakOf(plain), peakOf(checkpoint)]
  // 8 blocks of 8 pairs keep 128 tensors or so; in checkpoints 8, and 16 of a block at a time.
  expect(bare).toBeGreaterThan(100 * 100)
  expect(saving / bare).toBeLessThan(0.4)
})

describe('a checkpoint', () => {
  test.prop([fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 })])(
    'is differentiated again, by its inputs and by what it captured',
    async (numbers) => {
      const second = (wrap: Wrap) => {
        const [x, w] = [parameter(tensor(numbers, on)), parameter(tensor(0.7, on))]
        const y = wrap((x) => exp(mul(square(x), w)))(wrap((x) => mul(x, w))(x))
        const [dx, dw] = gradients(sum(y), [x, w], { createGraph: true })
        return gradients(sum(add(square(dx), dw)), [x, w])
      }
      expect(await values(...second(checkpoint))).toEqual(await values(...second(plain)))
    },
  )

  test('is right at orders 1 and 2, of several inputs, of constants, and in another', async () => {
    const inner = checkpoint((x: Variable, y: Variable) => mul(exp(x), y))
    const f = checkpoint((x: Variable, y: Variable, c: Tensor, n: number) =>
      mul(add(inner(x, y), inner(y, x)), mul(c, n)),
    )
    const [a, b, c] = [tensor([0.5, -1], on), tensor([2, 0.3], on), tensor([3, -2], on)]
    await checkGradients((x, y) => f(x, y, c, 0.5), [a, b], { order: 2 })
    await checkGradients((x) => f(square(x), new Variable(b), c, 0.5), [a], { order: 2 })
  })

  test('gives gradients to variables that it reads beside its inputs, however they were made', async () => {
    const found = (wrap: Wrap) => {
      const [x, w] = [parameter(tensor([0.5], on)), parameter(tensor([2], on))]
      const made = square(w)
      const y = wrap((x) => mul(mul(x, made), w))(exp(x))
      return gradients(sum(mul(y, made)), [x, w, made])
    }
    expect(await values(...found(checkpoint))).toEqual(await values(...found(plain)))
  })

  test('gives its own gradient where that is wanted, and those beyond it', async () => {
    const x = parameter(tensor([0.5], on))
    const y = checkpoint((x: Variable) => exp(x))(x)
    const [dy, dx] = gradients(sum(square(y)), [y, x])
    expect((await values(dy, dx)).flat()).toEqual([2 * Math.exp(0.5), 2 * Math.exp(0.5) ** 2])
  })

  test('runs its function again for a backward pass alone, and for no gradient that is not wanted', () => {
    let runs = 0
    const f = checkpoint((x: Variable) => {
      runs += 1
      return exp(x)
    })
    const [x, w] = [parameter(tensor([1], on)), parameter(tensor([1], on))]
    const loss = sum(mul(f(x), w))
    expect(runs).toBe(1)
    gradients(loss, [w], { retainGraph: true })
    expect(runs).toBe(1)
    gradients(loss, [x])
    expect(runs).toBe(2)
  })

  test('is its function alone where nothing is recorded or nothing is made', () => {
    const [x, f] = [parameter(tensor([1], on)), checkpoint((x: Variable) => exp(x))]
    expect(noGrad(() => f(x)).node).toBeUndefined()
    expect(f(new Variable(tensor([1], on))).node).toBeUndefined()
    expect(checkpoint((x: Variable) => x)(x)).toBe(x)
  })

  test('keeps its inputs alone, and leaves nothing', () => {
    const x = parameter(tensor([1, 2], on))
    const before = liveTensors()
    const f = checkpoint((x: Variable) => tanh(exp(square(x))))
    const loss = scope(() => sum(f(x)))
    expect(liveTensors() - before).toBe(2) // the sum, and x under another name
    disposeOf(scope(() => gradients(loss, [x])))
    expect(liveTensors() - before).toBe(1) // the sum
    disposeOf(loss)
    expect(liveTensors()).toBe(before)
  })
})

describe('what is refused', () => {
  test('a function that gives no variable', () => {
    const x = parameter(tensor([1], on))
    expect(() => checkpoint(((x: Variable) => x.value) as never)(x)).toThrow(
      new GradientError(
        'checkpoint: what the function gives should be one variable, made by ops from its inputs, not a tensor of shape [1]',
      ),
    )
  })

  test('a function that does something else when it runs again', () => {
    const x = parameter(tensor([1, 2], on))
    let runs = 0
    const f = checkpoint((x: Variable) => (runs++ === 0 ? exp(x) : sum(exp(x))))
    expect(() => gradients(sum(f(x)), [x])).toThrow(
      'checkpoint: the function did something else when it ran again',
    )
  })

  test('a parameter that has another value by then', () => {
    const [x, w] = [parameter(tensor([1], on)), parameter(tensor([2], on), 'w')]
    const loss = sum(checkpoint((x: Variable) => mul(x, w))(x))
    w.assign(tensor([3], on))
    expect(() => gradients(loss, [x])).toThrow(
      'checkpoint: w was given another value after the forward pass; this pass needs the one of that time',
    )
  })
})
