/** Runs before each test file of a process that many share: it expects that the file leaves no tensor. */
import { liveTensors } from '@cloze/tensor'
import { afterAll, expect } from 'vitest'

const before = liveTensors()

afterAll(() => {
  expect(liveTensors() - before, 'tensors that this file made and disposed of nowhere').toBeLessThanOrEqual(0)
})
