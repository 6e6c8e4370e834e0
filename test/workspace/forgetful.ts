/** A file of tests that forgets a tensor of its own, and one of its module. */
import { scope, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

const forgotten = tensor([1, 2])

test('forgets', () => {
  expect(tensor([3]).shape).toEqual([1])
  expect(forgotten.shape).toEqual([2])
})

test('forgets nothing', () => {
  expect(scope(() => tensor([3]).shape)).toEqual([1])
})
