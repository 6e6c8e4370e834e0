/** What holds for every optimizer of the list. */
import {
  backward,
  gradients,
  type NamedParameters,
  namedParameters,
  type Optimizer,
  OptimizerError,
  type OptimizerKind,
  optimizerNamed,
  optimizers,
  parameter,
  sgd,
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
import { hostDevices } from '../../host-devices.ts'
import { swept } from '../../swept.ts'

swept()

const numbers = fc.float({ min: -8, max: 8, noNaN: true })
/** Values by name: parameters of any shapes. */
const starts = fc
  .array(fc.array(numbers, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  .map((all) => new Map(all.map((values, index) => [`part.${index}`, Float64Array.from(values)])))

const parametersOn = (device: Device, values: ReadonlyMap<string, Values>) =>
  new Map([...values].map(([name, each]) => [name, parameter(tensor(each, { device }), name)]))

const valuesOf = async (parameters: NamedParameters) =>
  new Map(await Promise.all([...parameters].map(async ([name, each]) => [name, await each.data()] as const)))

/** Steps down Σ (x − target)², whose target moves from step to step. */
function descend(optimizer: Optimizer, parameters: NamedParameters, from: number, count: number): void {
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

const withMomentum: OptimizerKind = {
  ...optimizerNamed('sgd'),
  create: (parameters, options) => sgd(parameters, { ...options, momentum: 0.9 }),
}

for (const [title, kind] of [
  ...optimizers.map((kind): [string, OptimizerKind] => [kind.name, kind]),
  ['sgd with momentum', withMomentum] as const,
])
  describe(title, () => {
    for (const device of hostDevices)
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
      const decayed = after.get('decays')?.[0] // how far is in the test of each against PyTorch's
      expect(decayed).toBeLessThan(2)
      expect(decayed).toBeGreaterThan(0)
      expect(after.get('stays')).toEqual(Float64Array.of(2))
      optimizer.dispose()
      disposeOf(parameters)
    })

    describe('takes a model as it is written,', () => {
      const net = () => {
        const [w, b] = [parameter(tensor([1, 2])), parameter(tensor([3]))]
        return { layers: [{ w, b }, undefined], again: w }
      }
      const lossOf = ({ layers: [first] }: ReturnType<typeof net>) => {
        const { w, b } = first ?? expect.unreachable()
        return add(sum(square(w)), sum(square(b)))
      }

      test('and gradients that backward left, which it clears', async () => {
        const [left, given] = [net(), net()]
        const [taking, told] = [left, given].map((model) => kind.create(model, { learningRate: 0.1 }))
        scope(() => {
          backward(lossOf(left))
          taking?.step()
          const all = namedParameters(given)
          told?.step(gradients(lossOf(given), [...all.values()]), { learningRate: 0.1 })
        })
        expect(await valuesOf(namedParameters(left))).toEqual(await valuesOf(namedParameters(given)))
        expect(left.again.gradient).toBeUndefined()
        expect(Object.values((await taking?.state())?.buffers ?? {})).toEqual(
          Object.values((await told?.state())?.buffers ?? {}),
        )
        expect(() => taking?.step()).toThrow(
          `${kind.name}: layers.0.w has no gradient; call backward before the step, or give the gradients to it`,
        )
        for (const each of [taking, told]) each?.dispose()
        disposeOf([left, given])
      })

      test('and a learning rate by the number of steps taken', async () => {
        const asked: number[] = []
        const model = net()
        const schedule = (step: number) => {
          asked.push(step)
          return 0.1
        }
        const optimizer = kind.create(model, { learningRate: schedule })
        for (let step = 0; step < 3; step++)
          scope(() => {
            backward(lossOf(model))
            optimizer.step()
          })
        expect(asked).toEqual([0, 1, 2])
        const none = kind.create(model)
        expect(() => none.step([tensor([1, 1]), tensor([1])])).toThrow(
          `${kind.name}: there is no learningRate; give it to the optimizer or to the step`,
        )
        for (const each of [optimizer, none]) each.dispose()
        disposeOf(model)
      })
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
      const keeps = title !== 'sgd'
      test.each(
        Object.entries(wrongs).filter(
          ([, [, says]]) => keeps || says.includes('optimizer') || says.includes('step'),
        ),
      )('a state with %s', async (_, [change, says]) => {
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

test.each(optimizers)('a scope keeps the $name that it returns beside temporaries', async ({ create }) => {
  const w = parameter(tensor([1, 2]))
  const before = liveTensors()
  const { optimizer } = scope(() => {
    const optimizer = create({ w }, { learningRate: 0.1 })
    optimizer.step(gradients(sum(square(w)), [w]))
    return { optimizer }
  })
  scope(() => optimizer.step(gradients(sum(square(w)), [w])))
  expect((await optimizer.state()).step).toBe(2)
  disposeOf(optimizer)
  expect(liveTensors()).toBe(before)
  disposeOf(w)
})

test('an optimizer that is not there is named, with those that are', () => {
  expect(optimizerNamed('adamw')).toBe(optimizers[0])
  expect(() => optimizerNamed('lion')).toThrow('no optimizer lion; there is adamw, adam, sgd')
})

test('each has a name of its own', () => {
  const names = optimizers.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
