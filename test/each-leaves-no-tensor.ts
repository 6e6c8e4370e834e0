import { liveTensors } from '@cloze/tensor'
import { afterEach, beforeEach, expect } from 'vitest'

/** Expects of each test of the file, or of the `describe` that this is called in, that it leaves no tensor. */
export function eachLeavesNoTensor(): void {
  let before = 0
  beforeEach(() => {
    before = liveTensors()
  })
  afterEach(() => {
    expect(liveTensors()).toBe(before)
  })
}
