/** Parameters that lie end to end move as those that lie apart, and nobody who holds a value sees it change. */
import { adamW, gradients, OptimizerError, parameter, type Variable } from '@cloze/autograd'
import { optimizerOf } from '@cloze/autograd/extend'
import {
  add,
  cpu,
  type Device,
  disposeOf,
  MemoryError,
  mul,
  reference,
  type Shape,
  scope,
  square,
  sub,
  sum,
  tensor,
} from '@cloze/tensor'
import { sizeOf, viewed } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

const shapes = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }), {
  minLength: 1,
  maxLength: 6,
})

const parametersOf = (all: readonly Shape[], device: Device) =>
  new Map(
    all.map((shape, index) => {
      const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(index + 0.1 * i))
      return [`p${index}`, parameter(tensor(values, { shape, device }))] as const
    }),
  )

type Parameters = ReturnType<typeof parametersOf>

function descend(parameters: Parameters, flat: boolean, steps: number) {
  const optimizer = adamW(parameters, { flat, decays: (name) => name !== 'p1', weightDecay: 0.1 })
  const all = [...parameters.values()]
  for (let step = 0; step < steps; step++)
    scope(() => {
      const loss = all.map((each) => sum<Variable>(square(sub(each, step)))).reduce((a, b) => add(a, b))
      optimizer.step(gradients(loss, all), { learningRate: 0.01, scale: 0.5 })
    })
  return optimizer
}

const valuesOf = (parameters: Parameters) =>
  Promise.all([...parameters.values()].map(async (each) => [...(await each.data())]))

for (const device of hostDevices)
  describe(device.name, () => {
    test.prop([shapes, fc.integer({ min: 1, max: 4 })])(
      'flat or apart, the bits are the same',
      async (all, steps) => {
        const [apart, flat] = [parametersOf(all, device), parametersOf(all, device)]
        const optimizers = [descend(apart, false, steps), descend(flat, true, steps)] as const
        expect(await valuesOf(flat)).toEqual(await valuesOf(apart))
        expect(await optimizers[1].state()).toEqual(await optimizers[0].state())
        for (const each of optimizers) each.dispose()
        expect(await valuesOf(flat)).toEqual(await valuesOf(apart)) // they outlive the optimizer
        disposeOf([apart, flat])
      },
    )

    test.each([true, false])('a value that somebody holds is not written to (flat: %s)', async (flat) => {
      const parameters = parametersOf([[3], [4]], device)
      const optimizer = descend(parameters, flat, 1)
      const held = Array.from(parameters.values(), ({ value }) => value.alias())
      const read = () => Promise.all(held.map(async (each) => [...(await each.data())]))
      const values = await read()
      scope(() => optimizer.step([...held], { learningRate: 1 }))
      expect(await read()).toEqual(values)
      expect(await valuesOf(parameters)).not.toEqual(values)
      optimizer.dispose()
      disposeOf([held, parameters])
    })

    test('a value that a parameter is given between steps is what moves on', async () => {
      const [apart, flat] = [parametersOf([[3], [4]], device), parametersOf([[3], [4]], device)]
      const found = [apart, flat].map((parameters) => {
        const optimizer = descend(parameters, parameters === flat, 2)
        parameters.get('p1')?.assign(tensor([5, 6, 7, 8], { device }))
        scope(() =>
          optimizer.step(
            [...parameters.values()].map(({ value }) => value),
            { learningRate: 0.1 },
          ),
        )
        optimizer.dispose()
        return valuesOf(parameters)
      })
      expect(await found[1]).toEqual(await found[0])
      disposeOf([apart, flat])
    })
  })

test('on cpu a step of parameters that lie flat takes no memory that it does not give back', () => {
  const parameters = parametersOf([[50, 40], [40]], cpu)
  const optimizer = descend(parameters, true, 2)
  const { live } = cpu.memory()
  const values = Array.from(parameters.values(), ({ value }) => value)
  scope(() => optimizer.step(values, { learningRate: 0.1 }))
  expect(cpu.memory().live).toBe(live)
  for (const value of values) expect(() => value[viewed]).toThrow(MemoryError) // as after any step
  optimizer.dispose()
  disposeOf(parameters)
})

test('a parameter under two names is refused, whether it would lie flat or apart', () => {
  const parameters = parametersOf([[2, 3], [4]], cpu)
  const [first] = parameters.values()
  const twice = new Map([...parameters, ...(first ? [['again', first] as const] : [])])
  for (const flat of [true, false])
    expect(() => adamW(twice, { flat })).toThrow(
      new OptimizerError('adamw: p0 and again are one parameter; give it once'),
    )
  disposeOf(parameters)
})

test('a scale that is no scalar is refused before anything moves', async () => {
  const parameters = parametersOf([[2], [4]], cpu)
  const optimizer = descend(parameters, true, 1)
  const [values, state] = [await valuesOf(parameters), await optimizer.state()]
  scope(() => {
    const gradients = Array.from(parameters.values(), ({ value }) => value)
    expect(() => optimizer.step(gradients, { learningRate: 1, scale: tensor([1, 2]) })).toThrow(
      new OptimizerError('adamw: scale is a scalar, not [2]'),
    )
  })
  expect([await valuesOf(parameters), await optimizer.state()]).toEqual([values, state])
  optimizer.dispose()
  disposeOf(parameters)
})

test('a rule without groups moves each parameter alone, in its own shape, and is not laid flat', () => {
  const parameters = parametersOf([[2, 3], [4]], cpu)
  const moved: Shape[] = []
  const rule = {
    name: 'halving',
    buffers: [],
    begin:
      () =>
      ({ parameter: value }: { parameter: Variable['value'] }) => {
        moved.push(value.shape)
        return { parameter: mul(value, 0.5), buffers: {} }
      },
  }
  const optimizer = optimizerOf(parameters, rule)
  scope(() =>
    optimizer.step(
      Array.from(parameters.values(), ({ value }) => value),
      { learningRate: 1 },
    ),
  )
  expect(moved).toEqual([[2, 3], [4]])
  expect(() => optimizerOf(parameters, rule, { flat: true })).toThrow(OptimizerError)
  optimizer.dispose()
  disposeOf(parameters)
})

test('what is no gradient is refused before anything moves, flat or apart', async () => {
  for (const flat of [true, false]) {
    const parameters = parametersOf([[2], [4]], cpu)
    const optimizer = descend(parameters, flat, 1)
    const [values, state] = [await valuesOf(parameters), await optimizer.state()]
    const good = tensor([1, 2])
    const [gone, whole, elsewhere] = [
      tensor([1, 2, 3, 4]),
      tensor([1, 2, 3, 4], 'int32'),
      tensor([1, 2, 3, 4], { device: reference }),
    ]
    gone.dispose()
    for (const wrong of [gone, whole, elsewhere])
      expect(() => optimizer.step([good, wrong], { learningRate: 1 })).toThrow(/^adamw: gradient 1/)
    expect(() => optimizer.step([good, good], { learningRate: Infinity })).toThrow(OptimizerError)
    expect([await valuesOf(parameters), await optimizer.state()]).toEqual([values, state])
    optimizer.dispose()
    disposeOf([good, whole, elsewhere, parameters])
  }
})
