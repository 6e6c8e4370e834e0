import { reference, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

test('the elements come back in the arrays that they came in', async () => {
  for (const values of [7, [], [[], []], [[[1, 2]], [[3, 4]]]]) {
    const x = tensor(values, { device: reference })
    expect(await x.toArray()).toEqual(values)
    x.dispose()
  }
  const whole = tensor([[1], [-2]], { dtype: 'int32', device: reference })
  expect(await whole.toArray()).toEqual([[1], [-2]])
  whole.dispose()
})
