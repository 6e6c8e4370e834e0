import { loadState, parameter, type State, StateError, sgd, stateOf } from '@cloze/autograd'
import { cpu, disposeOf, liveTensors, reference, scope, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { swept } from '../swept.ts'
import { on, values } from './on-reference.ts'

swept()

const net = (of = 0) => ({
  layers: [{ w: parameter(tensor([[of, of + 1]], on)), b: parameter(tensor([of + 2], on)) }],
  scale: parameter(tensor(of + 3, on)),
})
const valuesOf = (model: ReturnType<typeof net>) => values(...Object.values(stateOf(model)))

test('a state is the values by their whole names, which stay as they are', async () => {
  const model = net()
  const state = stateOf(model)
  expect(Object.entries(state).map(([name, { shape }]) => [name, shape])).toEqual([
    ['layers.0.w', [1, 2]],
    ['layers.0.b', [1]],
    ['scale', []],
  ])
  model.scale.assign(tensor(9, on))
  expect(await values(...Object.values(state))).toEqual([[0, 1], [2], [3]])
})

test('a state stays as it is where an optimizer moves the parameters that lie in one buffer', async () => {
  const model = { a: parameter(tensor([1, 2])), b: parameter(tensor([3])) }
  const optimizer = sgd(model, { learningRate: 1, momentum: 0.5 })
  const step = () => scope(() => optimizer.step([tensor([1, 1]), tensor([1])]))
  step()
  const state = stateOf(model)
  step()
  expect(await values(...Object.values(state))).toEqual([[0, 1], [2]])
  loadState(model, state)
  step()
  expect(await values(model.a, model.b)).toEqual([[-1.75, -0.75], [0.25]])
  optimizer.dispose()
})

test('what was taken out goes in again: tensors, or values of the host, in a record or a map', async () => {
  const [model, other] = [net(), net(10)]
  loadState(other, stateOf(model))
  expect(await valuesOf(other)).toEqual(await valuesOf(model))
  const stored = new Map([
    ['scale', { shape: [], values: Float64Array.of(0.1) }],
    ['layers.0.b', { shape: [1], values: Float32Array.of(7) }],
    ['layers.0.w', { shape: [1, 2], values: Float32Array.of(5, 6) }],
  ])
  loadState(other, stored)
  expect(await valuesOf(other)).toEqual([[5, 6], [7], [0.1]])
})

test('loading leaves no tensor but the parameters, and the state to its owner', async () => {
  const [model, other] = [net(), net(10)]
  const before = liveTensors()
  const state = stateOf(model)
  loadState(other, state)
  disposeOf(state)
  expect(liveTensors()).toBe(before)
  expect(await valuesOf(other)).toEqual([[0, 1], [2], [3]])
})

describe('a state that is not of the model is refused before anything is changed', () => {
  const right = () => stateOf(net(10))
  test.each<[string, () => Readonly<Record<string, unknown>>, string]>([
    [
      'other names',
      () => {
        const { scale, ...rest } = right()
        return { ...rest, shift: scale }
      },
      'loadState: shift is left over; scale is missing',
    ],
    ['many names', () => ({}), 'loadState: layers.0.w, layers.0.b, scale are missing'],
    ['more names', () => ({ ...right(), a: 1, b: 1, c: 1, d: 1 }), 'loadState: a, b, c, … (4) are left over'],
    [
      'another shape',
      () => ({ ...right(), 'layers.0.b': tensor([1, 2], on) }),
      'loadState: layers.0.b has shape [2], where the model has [1]',
    ],
    [
      'whole numbers',
      () => ({ ...right(), scale: tensor(1, { dtype: 'int32', ...on }) }),
      'loadState: scale is int32; it should be of floats',
    ],
    ['undefined', () => ({ ...right(), scale: undefined }), 'loadState: scale is no tensor'],
    ['null', () => ({ ...right(), scale: null }), 'loadState: scale is no tensor'],
    ['a promise', () => ({ ...right(), scale: Promise.resolve(1) }), 'loadState: scale is no tensor'],
    [
      'another device',
      () => ({ ...right(), scale: tensor(1, { device: cpu }) }),
      `scale is on cpu, where the model is on ${reference.name}; give it as { shape, values }`,
    ],
    [
      'values that do not fill the shape',
      () => ({ ...right(), scale: { shape: [], values: Float32Array.of(1, 2) } }),
      'scale has 2 values, where [] has 1',
    ],
    [
      'values in another form',
      () => ({ ...right(), scale: { shape: [], values: [1] } }),
      'scale should have values in a Float32Array or a Float64Array',
    ],
    ['what is no tensor', () => ({ ...right(), scale: 1 }), 'loadState: scale is no tensor'],
  ])('%s', async (_, state, says) => {
    const model = net()
    const given = state() as State
    expect(() => loadState(model, given)).toThrow(StateError)
    expect(() => loadState(model, given)).toThrow(says)
    expect(await valuesOf(model)).toEqual([[0, 1], [2], [3]])
  })
})
