import { scope, squaredNorm, sumOfSquares, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { hostDevices } from '../../host-devices.ts'

describe.each(hostDevices)('on $name', (device) => {
  test('whole numbers count as floats', async () => {
    const [one, all] = scope(() => {
      const ids = tensor([3, 4], { dtype: 'int32', device })
      return [sumOfSquares(ids), squaredNorm([tensor([1], { device }), ids])]
    })
    expect([await one.item(), await all.item()]).toEqual([25, 26])
    one.dispose()
    all.dispose()
  })
})
