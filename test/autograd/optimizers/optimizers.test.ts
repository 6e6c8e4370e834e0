/** What holds for every optimizer of the list. */
import {
  gradients,
  type Optimizer,
  OptimizerError,
  type OptimizerKind,
  optimizerNamed,
  optimizers,
  parameter,
  type Variable,
} from '@cloze/autograd'
import {
  add,
  cpu,
  type Device,
  disposeOf,
  liveTensors,
  reference,
  scope,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  type Values,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { swept } from '../../swept.ts'

swept()

const numbers = fc.float({ min: -8, max: 8, noNaN: true })
/** Values by name: parameters of any shapes. */
const starts = fc
  .array(fc.array(numbers, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  .map((all) => new Map(all.map((values, index) => [`part.${index}`, Float64Array.from(values)])))

const parametersOn = (device: Device, values: ReadonlyMap<string, Values>) =>
  new Map([...values].map(([name, each]) => [name, parameter(tensor(each, { device }), name)]))

type Parameters = ReturnType<typeof parametersOn>

const valuesOf = async (parameters: Parameters) =>
  new Map(await Promise.all([...parameters].map(async ([name, each]) => [name, await each.data()] as const)))

/** Steps down Σ (x − target)², whose target moves from step to step. */
function descend(optimizer: Optimizer, parameters: Parameters, from: number, count: number): void {
  for (let step = from; step < from + count; step++)
    scope(() => {
      const all = [...parameters.values()]
      const parts = all.map((each) => sum<Variable>(square(sub(each, 1 + (step % 3)))))
      const found = gradients(
        parts.reduce((a, b) => add(a, b)),
        all,
      )
      optimizer.step(found, { learningRate: 0.1 / (1 + step), scale: 0.5 })
    })
}

for (const kind of optimizers as readonly OptimizerKind[])
  describe(kind.name, () => {
    for (const device of [reference, cpu])
      test.prop([starts, fc.nat(6), fc.nat(6)])(
        `on ${device.name}, n steps, then m from its state, are n + m steps, bit for bit`,
        async (values, n, m) => {
          const before = liveTensors()
          const [whole, early] = [parametersOn(device, values), parametersOn(device, values)]
          const [all, first] = [kind.create(whole), kind.create(early)]
          descend(all, whole, 0, n + m)
          descend(first, early, 0, n)
          const state = structuredClone(await first.state())
          const late = parametersOn(device, await valuesOf(early))
          const second = kind.create(late)
          second.load(state)
          expect(await second.state()).toEqual(state)
          descend(second, late, n, m)
          expect(await valuesOf(late)).toEqual(await valuesOf(whole))
          expect(await second.state()).toEqual(await all.state())
          for (const each of [all, first, second]) each.dispose()
          disposeOf([whole, early, late])
          expect(liveTensors()).toBe(before)
        },
      )

    test('goes downhill', async () => {
      const parameters = parametersOn(reference, new Map([['x', Float64Array.of(5, -3)]]))
      const optimizer = kind.create(parameters, { weightDecay: 0 })
      for (let step = 0; step < 400; step++)
        scope(() => {
          const all = [...parameters.values()]
          const parts = all.map((each) => sum<Variable>(square(sub(each, 1))))
          optimizer.step(
            gradients(
              parts.reduce((a, b) => add(a, b)),
              all,
            ),
            { learningRate: 0.05 },
          )
        })
      for (const value of (await valuesOf(parameters)).get('x') ?? []) expect(value).toBeCloseTo(1, 1)
      optimizer.dispose()
      disposeOf(parameters)
    })

    test('takes a scale of the gradients as if they were multiplied by it', async () => {
      const found = await Promise.all(
        [
          { gradient: 0.75, scale: 0.5 },
          { gradient: 0.375, scale: 1 },
        ].map(async ({ gradient, scale }) => {
          const parameters = parametersOn(cpu, new Map([['x', Float64Array.of(3)]]))
          const optimizer = kind.create(parameters)
          for (const factor of [tensor(scale), scale])
            scope(() => optimizer.step([tensor([gradient])], { learningRate: 0.1, scale: factor }))
          const [values, state] = [await valuesOf(parameters), await optimizer.state()]
          optimizer.dispose()
          disposeOf(parameters)
          return { values, state }
        }),
      )
      expect(found[0]).toEqual(found[1])
    })

    test('moves a parameter that decays towards 0, and none that does not, where gradients are 0', async () => {
      const start = new Map([
        ['decays', Float64Array.of(2)],
        ['stays', Float64Array.of(2)],
      ])
      const parameters = parametersOn(reference, start)
      const optimizer = kind.create(parameters, { weightDecay: 0.1, decays: (name) => name === 'decays' })
      scope(() => {
        const none = () => tensor([0], { device: reference })
        optimizer.step([none(), none()], { learningRate: 0.5 })
      })
      const after = await valuesOf(parameters)
      expect(after.get('decays')?.[0]).toBeCloseTo(2 * (1 - 0.5 * 0.1), 12)
      expect(after.get('stays')).toEqual(Float64Array.of(2))
      optimizer.dispose()
      disposeOf(parameters)
    })

    describe('refuses, and stays as it is,', () => {
      const setUp = async () => {
        const parameters = parametersOn(
          cpu,
          new Map([
            ['w', Float64Array.of(1, 2)],
            ['b', Float64Array.of(3)],
          ]),
        )
        const optimizer = kind.create(parameters)
        descend(optimizer, parameters, 0, 2)
        return { parameters, optimizer, state: await optimizer.state() }
      }
      const one = () => tensor([1])
      const two = () => tensor([1, 2])

      test.each([
        [() => [two()], '1 gradients for 2 parameters; it needs one for each, in their order'],
        [() => [one(), two()], 'gradient 0 has shape [1], where w has [2]; gradients come in the order'],
      ] as [() => Tensor[], string][])('gradients of others: %#', async (given, says) => {
        const { parameters, optimizer, state } = await setUp()
        const values = await valuesOf(parameters)
        const wrong = given()
        expect(() => optimizer.step(wrong, { learningRate: 1 })).toThrow(`${kind.name}: ${says}`)
        expect(await optimizer.state()).toEqual(state)
        expect(await valuesOf(parameters)).toEqual(values)
        disposeOf([wrong, parameters])
        optimizer.dispose()
      })

      test.each([-1, Number.NaN])('a weight decay of %d', (weightDecay) => {
        expect(() => kind.create(new Map(), { weightDecay })).toThrow(
          new OptimizerError(`${kind.name}: weightDecay is ${weightDecay}; it should be a number from 0`),
        )
      })

      test.each([-1, Number.NaN])('a learning rate of %d', async (learningRate) => {
        const { parameters, optimizer, state } = await setUp()
        const given = [two(), one()]
        expect(() => optimizer.step(given, { learningRate })).toThrow(OptimizerError)
        expect(await optimizer.state()).toEqual(state)
        disposeOf([given, parameters])
        optimizer.dispose()
      })

      const buffer = (state: State) => Object.keys(state.buffers)[0] ?? expect.unreachable()
      type State = Awaited<ReturnType<Optimizer['state']>>
      const withBuffer = (state: State, values: object) => ({
        ...state,
        buffers: { ...state.buffers, [buffer(state)]: { ...state.buffers[buffer(state)], ...values } },
      })
      const wrongs: Readonly<Record<string, readonly [(state: State) => unknown, string]>> = {
        'another optimizer': [(state) => ({ ...state, optimizer: 'other' }), 'is of the optimizer other'],
        'no whole step': [
          (state) => ({ ...state, step: 1.5 }),
          'has step 1.5; it should be a whole number from 0',
        ],
        'a step before the first': [(state) => ({ ...state, step: -1 }), 'has step -1'],
        'an unknown buffer': [
          (state) => ({ ...state, buffers: { ...state.buffers, more: {} } }),
          'has a buffer more; there should be ',
        ],
        'no buffers': [(state) => ({ ...state, buffers: undefined }), 'has no buffer '],
        'an unknown parameter': [
          (state) => withBuffer(state, { q: Float32Array.of(1) }),
          'of q, which is no parameter here',
        ],
        'a parameter less': [(state) => withBuffer(state, { b: undefined }), 'has no '],
        'another shape': [(state) => withBuffer(state, { w: Float32Array.of(1) }), 'has 1 values as '],
        'numbers in another form': [
          (state) => withBuffer(state, { w: [1, 2] }),
          'of w as an Array; it should be a Float32Array',
        ],
        'what is no number': [
          (state) => withBuffer(state, { w: Float32Array.of(1, Number.NaN) }),
          'has NaN as value 1 of ',
        ],
      }
      test.each(Object.entries(wrongs))('a state with %s', async (_, [change, says]) => {
        const { parameters, optimizer, state } = await setUp()
        const before = liveTensors()
        const changed = change(state) as State
        expect(() => optimizer.load(changed)).toThrow(OptimizerError)
        expect(() => optimizer.load(changed)).toThrow(says)
        expect(await optimizer.state()).toEqual(state)
        expect(liveTensors()).toBe(before)
        disposeOf(parameters)
        optimizer.dispose()
      })
    })
  })

test('an optimizer that is not there is named, with those that are', () => {
  expect(optimizerNamed('adamw')).toBe(optimizers[0])
  expect(() => optimizerNamed('adam')).toThrow('no optimizer adam; there is adamw')
})

test('each has a name of its own', () => {
  const names = optimizers.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
