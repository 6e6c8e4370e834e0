import { chooseDevice, cpu, createCpu, DeviceError, type GpuDevice } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'

/** `cpu` that says of itself that it is a GPU, slower by `delay` milliseconds. */
function pretended({ software = false, delay = 0 }) {
  const inner = createCpu()
  let closed = false
  const device = {
    ...inner,
    name: 'gpu',
    mode: 'webgpu',
    deviceInfo: () => ({
      mode: 'webgpu',
      renderer: 'test renderer',
      software,
      limits: { elements: 2 ** 20, arrays: 7 },
    }),
    counts: () => ({}),
    dispose: async () => {
      closed = true
    },
    download: async (buffer: never) => {
      await new Promise((resolve) => setTimeout(resolve, delay))
      return inner.download(buffer)
    },
  }
  return { open: async () => device as never as GpuDevice, closed: () => closed }
}

const slow = { products: [{ m: 8000, k: 300, n: 300 }], seconds: 0.05 }
const quick = { products: [{ m: 2, k: 2, n: 2 }], seconds: 0.05 }

describe('the choice of a device', () => {
  eachLeavesNoTensor()

  test('is cpu where there is no GPU', async () => {
    const open = () => Promise.reject(new DeviceError('none'))
    expect(await chooseDevice({ ...quick, open })).toMatchObject({
      device: cpu,
      reason: 'cpu: no GPU was found',
    })
  })

  test('is cpu where software plays the GPU, which is closed', async () => {
    const gpu = pretended({ software: true })
    const { device, reason } = await chooseDevice({ ...quick, open: gpu.open })
    expect(device).toBe(cpu)
    expect(reason).toBe('cpu: test renderer (webgpu) is played by software')
    expect(gpu.closed()).toBe(true)
  })

  test('is cpu where the GPU is slower, which is closed', async () => {
    const gpu = pretended({ delay: 20 })
    const { device, reason } = await chooseDevice({ ...quick, open: gpu.open })
    expect(device).toBe(cpu)
    expect(reason).toMatch(/^cpu: test renderer \(webgpu\) takes .* ms for a step's .* on the cpu$/)
    expect(gpu.closed()).toBe(true)
  })

  test('is the GPU where it is faster', async () => {
    const gpu = pretended({})
    const { open } = gpu
    const opened = await open()
    const chosen = await chooseDevice({
      ...slow,
      open: async () => ({ ...opened, matmul: () => {} }), // does nothing, at once
    })
    expect(chosen.device.name).toBe('gpu')
    expect(chosen.reason).toMatch(/^gpu: test renderer \(webgpu\) takes /)
    expect(gpu.closed()).toBe(false)
    await chosen.close()
    expect(gpu.closed()).toBe(true)
  })

  test('fails on what is no missing GPU', async () => {
    const open = () => Promise.reject(new TypeError('a mistake'))
    await expect(chooseDevice({ ...quick, open })).rejects.toThrow('a mistake')
  })
})
