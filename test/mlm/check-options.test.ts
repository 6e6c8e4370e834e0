import { expect, test } from 'vitest'
import { checkOptions } from '../../packages/mlm/src/check-options.ts'

interface Options {
  readonly batchSize: number
  readonly steps?: number
}
const names = { batchSize: true, steps: true } as const

test('options that there are pass, whether all of them are given or not', () => {
  const options: Options = { batchSize: 4 }
  checkOptions('mine', options, names)
  checkOptions('mine', { ...options, steps: undefined }, { batchSize: true, steps: true })
})

test.each([
  ['batch_size', 'did you mean batchSize?'],
  ['step', 'did you mean steps?'],
  ['epochs', 'it takes batchSize, steps'],
])('%s is an error that says what was meant, or all that there is', (key, says) => {
  const given: Options = { batchSize: 4, ...{ [key]: 1 } }
  expect(() => checkOptions('mine', given, names)).toThrow(
    new TypeError(`mine: there is no option ${key}; ${says}`),
  )
})
