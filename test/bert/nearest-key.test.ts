import { nearestKey } from '@cloze/bert/nearest-key'
import { expect, test } from 'vitest'

const known = ['hiddenSize', 'numHiddenLayers', 'hiddenAct']

test.each([
  ['hiddensize', 'hiddenSize'],
  ['hidden_size', 'hiddenSize'],
  ['hidenSise', 'hiddenSize'],
  ['num_hidden_layer', 'numHiddenLayers'],
  ['hiddenActivation', undefined],
  ['layers', undefined],
  ['', undefined],
])('%s was meant as %s', (key, meant) => {
  expect(nearestKey(key, known)).toBe(meant)
})

test('nothing is near where nothing is known', () => {
  expect(nearestKey('x', [])).toBeUndefined()
})
