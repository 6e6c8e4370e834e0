import { logSoftmax, scope, softmax, tensor, transpose, zeros } from '@cloze/tensor'
import { describe, expect, test, vi } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { read } from './read.ts'

eachLeavesNoTensor()

describe.each(hostDevices)('on $name', (device) => {
  const block = () =>
    tensor(
      Float64Array.from({ length: 24 }, (_, i) => (i * 7) % 11),
      { shape: [2, 3, 4], device },
    )

  test.each([softmax, logSoftmax])('along another axis it is that of the axes swapped', async (along) => {
    const wanted = await read(() => transpose(along(transpose(block(), [2, 1, 0])), [2, 1, 0]))
    expect(await read(() => along(block(), 0))).toEqual(wanted)
    const second = await read(() => transpose(along(transpose(block())))) // axes 1 and 2
    expect(await read(() => along(block(), -2))).toEqual(second)
    expect(await read(() => along(zeros([0, 3], { device }), 0))).toEqual([])
  })

  test('along the last axis nothing is copied', async () => {
    const copy = vi.spyOn(device, 'copy')
    const wanted = await read(() => softmax(block()))
    expect(await read(() => softmax(block(), 2))).toEqual(wanted)
    expect(copy).not.toHaveBeenCalled()
    copy.mockRestore()
  })
})

test('an axis that there is not is refused', () => {
  scope(() => {
    expect(() => softmax(zeros([2]), 1)).toThrow('softmax: no axis 1 in 1 axes')
    expect(() => logSoftmax(zeros([]))).toThrow('logSoftmax: no axis -1 in 0 axes')
  })
})
