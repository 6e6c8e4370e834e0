import {
  backward,
  clearGradients,
  namedParameters,
  type ParameterTree,
  parameter,
  StateError,
  Variable,
} from '@cloze/autograd'
import { concatenate, linear, square, sum, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { swept } from '../swept.ts'
import { on } from './on-reference.ts'

swept()

const w = () => parameter(tensor([1, 2], on))

test('parameters are named by the keys that lead to them, in order', () => {
  const model = {
    second: [{ w: w(), b: undefined }, w()],
    first: new Map([['x.y', { z: w() }]]),
    none: {},
  }
  expect([...namedParameters(model).keys()]).toEqual(['second.0.w', 'second.1', 'first.x.y.z'])
})

test('one at two places has its first name, and so has a part', () => {
  const [shared, part] = [w(), { v: w() }]
  const model = { a: shared, b: { c: shared }, d: part, e: part }
  expect([...namedParameters(model)]).toEqual([
    ['a', shared],
    ['d.v', part.v],
  ])
})

test('a layer may be a function that carries its parameters; one that carries none has none', () => {
  const dense = () => {
    const weight = parameter(tensor([[1, 2]], on))
    return Object.assign((x: Variable) => linear(x, weight), { weight })
  }
  const model = { layers: [dense(), square, dense()] }
  expect([...namedParameters(model).keys()]).toEqual(['layers.0.weight', 'layers.2.weight'])
})

test('two of one name are refused: a key may have a dot in it', () => {
  const [a, b] = [parameter(1), parameter(2)]
  expect(() => namedParameters({ 'l.w': a, l: { w: b } })).toThrow(
    'namedParameters: two parameters are called l.w',
  )
  a.value.dispose()
  b.value.dispose()
})

test('gradients are cleared of a model, of a list of parts, and of any variables', () => {
  const model = { layers: [{ w: w() }], b: w() }
  const all = [model.layers[0]?.w ?? model.b, model.b]
  for (const given of [model, [model.layers, model.b], all, new Set(all), namedParameters(model)]) {
    backward(sum(concatenate(all)))
    expect(all.map(({ gradient }) => gradient?.shape)).toEqual([[2], [2]])
    clearGradients(given)
    expect(all.map(({ gradient }) => gradient)).toEqual([undefined, undefined])
  }
})

test.each<[unknown, string]>([
  [
    { a: { b: tensor([1], on) } },
    'a.b of the model should be a parameter, or a record or an array of such, not a tensor of shape [1]',
  ],
  [
    { a: [new Variable(tensor([1], on))] },
    'a.0 of the model should be a parameter, or a record or an array of such, not a variable of shape [1]; that variable was computed, or is a constant',
  ],
  [
    { rate: 0.1 },
    'rate of the model should be a parameter, or a record or an array of such, not the number 0.1',
  ],
  [{ a: null }, 'not null'],
  [3, 'namedParameters: the model should be a parameter, or a record or an array of such, not the number 3'],
  [undefined, 'namedParameters: the model should be a parameter'],
  [{ a: Promise.resolve({}) }, 'not a promise: await it first'],
  [{ a: new Set() }, 'not a value of Set'],
])('what is no parameter is refused: %#', (model, says) => {
  expect(() => namedParameters(model as ParameterTree)).toThrow(StateError)
  expect(() => namedParameters(model as ParameterTree)).toThrow(says)
})
