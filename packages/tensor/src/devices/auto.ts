/** Which device to run on: a GPU where there is one and it is the faster. */

import type { Device } from '../device/device.ts'
import { DeviceError } from '../errors.ts'
import { scope } from '../memory.ts'
import { matmul } from '../ops/matmul.ts'
import { checkOptions } from '../tensor/options.ts'
import { Tensor } from '../tensor/tensor.ts'
import { cpu } from './cpu/cpu.ts'
import { openGpu } from './gpu/open.ts'
import type { GpuDevice } from './gpu/runtime/gpu-device.ts'

/** A matrix product of m × k and k × n. */
export interface Product {
  /** Of (m, k) × (k, n). */
  readonly m: number
  readonly k: number
  readonly n: number
}

/** A device that was chosen, and why. */
export interface Choice {
  readonly device: Device
  /** Which one it is and why, for a person. */
  readonly reason: string
  /** Lets go of the device. */
  close(): Promise<void>
}

/** By what devices are compared, and for how long. */
export interface ChoiceOptions {
  /** What the work is made of: a training step's matrix products. A function is asked only where there is a choice. */
  readonly products: readonly Product[] | (() => Promise<readonly Product[]>)
  /** How long the comparison may take in all; 1 where left out. */
  readonly seconds?: number
  /** For tests; `openGpu` where left out. */
  readonly open?: () => Promise<GpuDevice>
}

/**
 * A hardware GPU, if there is one and it does `products` faster than `cpu`, else `cpu`. A GPU that is not chosen is
 * closed again.
 * @example
 * const { device, reason } = await chooseDevice({ products: [{ m: 2048, k: 128, n: 512 }] })
 */
export async function chooseDevice(options: ChoiceOptions): Promise<Choice> {
  const {
    products,
    seconds = 1,
    open = openGpu,
  } = checkOptions('chooseDevice', options, { products: true, seconds: true, open: true })
  let gpu: GpuDevice
  try {
    gpu = await open()
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    return onCpu('no GPU was found')
  }
  const { renderer, software, mode } = gpu.deviceInfo()
  const name = `${renderer || 'a GPU'} (${mode})`
  if (software) {
    await gpu.dispose()
    return onCpu(`${name} is played by software`)
  }
  const work = typeof products === 'function' ? await products() : products
  const gpuTime = await timeOf(work, gpu, seconds / 2)
  const cpuTime = await timeOf(work, cpu, seconds / 2)
  const times = `${milliseconds(gpuTime)} for a step's matrix products, ${milliseconds(cpuTime)} on the cpu`
  if (gpuTime < cpuTime)
    return { device: gpu, reason: `gpu: ${name} takes ${times}`, close: () => gpu.dispose() }
  await gpu.dispose()
  return onCpu(`${name} takes ${times}`)
}

const onCpu = (why: string): Choice => ({ device: cpu, reason: `cpu: ${why}`, close: async () => {} })

const milliseconds = (seconds: number) => `${(1000 * seconds).toPrecision(3)} ms`

/** The median time of a round, in seconds; the first, which compiles, does not count. */
async function timeOf(products: readonly Product[], device: Device, limit: number): Promise<number> {
  const matrix = (rows: number, columns: number) =>
    Tensor.from(
      device,
      [rows, columns],
      Float32Array.from({ length: rows * columns }, (_, i) => (i % 7) - 3),
    )
  const factors = products.map(({ m, k, n }) => [matrix(m, k), matrix(k, n)] as const)
  const round = async () => {
    const start = performance.now()
    const last = scope(() => factors.map(([a, b]) => matmul(a, b)).at(-1))
    await last?.data() // one read, so that nothing is left in the device's queue
    last?.dispose()
    return (performance.now() - start) / 1000
  }
  try {
    await round()
    const times: number[] = []
    const start = performance.now()
    while (times.length < 3 || performance.now() - start < 1000 * limit) times.push(await round())
    return times.sort((a, b) => a - b)[times.length >> 1] ?? Number.POSITIVE_INFINITY
  } finally {
    for (const pair of factors) for (const each of pair) each.dispose()
  }
}
