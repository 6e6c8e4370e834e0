import { DeviceError } from '../../errors.ts'
import { checkOptions } from '../../tensor/options.ts'
import { createGpuDevice } from './gpu.ts'
import { addFunctions } from './runtime/functions.ts'
import type { GpuDevice } from './runtime/gpu-device.ts'
import { infoOf } from './runtime/info.ts'
import { Launcher } from './runtime/launcher.ts'
import { advice, loadLibrary, missing } from './runtime/library.ts'
import { type GpuMode, gpuModes } from './runtime/modes.ts'
import { watch } from './runtime/watch.ts'

/**
 * Opens a GPU: the one of `mode`, or the first of WebGPU, WebGL 2 and headless WebGL that is there. It never falls back
 * to the CPU; a GPU that software plays counts, and `deviceInfo()` says so.
 * @throws DeviceError that says what was tried, and how to get one; also where the npm package gpu.js is missing
 * @example
 * const gpu = await openGpu()
 * await add(tensor([1], { device: gpu }), 1).data() // [2]
 */
export async function openGpu(options: { readonly mode?: GpuMode } = {}): Promise<GpuDevice> {
  const { mode } = checkOptions('openGpu', options, { mode: true })
  const library = await loadLibrary()
  const tried: string[] = []
  for (const each of mode ? [mode] : gpuModes) {
    const reason = await missing(each, library)
    if (reason === undefined) return open(each, library)
    tried.push(`${each} (${reason})`)
  }
  throw new DeviceError(`gpu: no GPU was found; tried ${tried.join(', ')}. ${advice}`)
}

async function open(mode: GpuMode, library: typeof import('gpu.js')): Promise<GpuDevice> {
  const gpu = new library.GPU({ mode })
  addFunctions(gpu, mode === 'webgpu' ? 'wgsl' : 'glsl')
  const launcher = new Launcher(gpu, mode)
  // The GPU is reached with the first kernel, and only then says what it is.
  const first = await launcher.upload(Float32Array.of(1))
  const { context } = launcher
  launcher.free(first)
  const held = () => `${launcher.counts.handles} tensors are held`
  return createGpuDevice({ launcher, info: infoOf(mode, context), watch: watch(context, held) })
}
