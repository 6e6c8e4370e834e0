/** The device that runs on a GPU, through GPU.js. */
import { DeviceError } from '../../errors.ts'
import { createFused } from './fused/table.ts'
import { createArgmax } from './kernels/argmax.ts'
import { createCopy } from './kernels/copy.ts'
import { createElementwise } from './kernels/elementwise.ts'
import { createGather, createScatterAdd } from './kernels/lookup.ts'
import { createMatmul } from './kernels/matmul.ts'
import { createReduce } from './kernels/reduce.ts'
import { emptyBuffer } from './runtime/buffer.ts'
import { contentOf } from './runtime/contents.ts'
import type { GpuDevice, GpuInfo } from './runtime/gpu-device.ts'
import type { Launcher } from './runtime/launcher.ts'
import { Runtime } from './runtime/runtime.ts'
import type { Watch } from './runtime/watch.ts'

interface Opened {
  readonly info: GpuInfo
  readonly launcher: Launcher
  readonly watch: Watch
}

export function createGpuDevice({ info, launcher, watch }: Opened): GpuDevice {
  const runtime = new Runtime(launcher, watch)
  const { queue } = runtime
  const { elements } = info.limits
  return {
    name: 'gpu',
    mode: info.mode,
    floatType: 'float32',
    deviceInfo: () => info,
    counts: () => launcher.counts,
    allocate(length, dtype) {
      if (dtype === 'float64') throw new DeviceError('gpu: computes in float32, not in float64')
      if (length > elements)
        throw new DeviceError(
          `gpu: a tensor of ${length.toLocaleString('en')} elements; in mode ${info.mode}, ${info.renderer || 'this GPU'} holds at most ${elements.toLocaleString('en')} in one`,
        )
      return emptyBuffer(length, dtype)
    },
    release: (buffer) => runtime.release(buffer),
    upload(values, buffer) {
      if (values instanceof Int32Array) checkWhole(values)
      buffer.content = contentOf(values)
    },
    async download(buffer) {
      const values = await runtime.read(buffer)
      return buffer.dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)
    },
    synchronize: () => queue.result(watch.finish),
    elementwise: runtime.counted('elementwise', createElementwise(runtime)),
    reduce: runtime.counted('reduce', createReduce(runtime)),
    matmul: runtime.counted('matmul', createMatmul(runtime)),
    copy: runtime.counted('copy', createCopy(runtime)),
    gather: runtime.counted('gather', createGather(runtime)),
    scatterAdd: runtime.counted('scatterAdd', createScatterAdd(runtime)),
    argmax: runtime.counted('argmax', createArgmax(runtime)),
    fused: createFused(runtime),
    dispose: () => runtime.dispose(),
  }
}

/** Whole numbers are kept in float32. */
function checkWhole(values: Int32Array): void {
  const wrong = values.findIndex((value) => Math.abs(value) > 2 ** 24)
  if (wrong >= 0)
    throw new DeviceError(
      `gpu: values[${wrong}] is ${values[wrong]}, but whole numbers are kept as float32, which is exact up to 2²⁴`,
    )
}
