/** Compiles kernels, each text once, runs them, and counts what it does. */
import type { GPU, IKernelRunShortcut } from 'gpu.js'
import { DeviceError } from '../../../errors.ts'
import type { Handle } from './buffer.ts'
import type { Context } from './contexts.ts'
import type { GpuCounts } from './gpu-device.ts'
import type { GpuMode } from './modes.ts'
import { type Program, sourceOf } from './source.ts'

/** What every kernel needs: full precision, results that stay and are never written again, any size. */
const settings = {
  precision: 'single',
  tactic: 'precision',
  pipeline: true,
  immutable: true,
  dynamicOutput: true,
  dynamicArguments: true,
  strictIntegers: true,
  loopMaxIterations: 2 ** 24, // a loop would silently end at 1,000
} as const

interface LaunchArguments {
  readonly handles?: readonly Handle[]
  readonly integers?: readonly number[]
  readonly floats?: readonly number[]
}

export class Launcher {
  readonly #gpu: GPU
  readonly #mode: GpuMode
  readonly #kernels = new Map<string, IKernelRunShortcut>()
  readonly #byKernel = new Map<string, number>()
  #counts = { uploads: 0, uploadedBytes: 0, readBacks: 0, readBytes: 0, handles: 0 }

  constructor(gpu: GPU, mode: GpuMode) {
    this.#gpu = gpu
    this.#mode = mode
  }

  get counts(): GpuCounts {
    const byKernel = Object.fromEntries(this.#byKernel)
    const launches = Object.values(byKernel).reduce((total, count) => total + count, 0)
    return { ...this.#counts, launches, byKernel, kernels: this.#kernels.size }
  }

  /** What the kernels run in. There once one has run. */
  get context(): Context {
    const [kernel] = this.#kernels.values()
    if (!kernel) throw new DeviceError('gpu: no kernel has run yet')
    return this.#mode === 'webgpu'
      ? { kind: 'webgpu', webgpu: kernel.kernel.context }
      : { kind: 'webgl', gl: kernel.kernel.context }
  }

  /**
   * Runs a kernel on `length` cells.
   * @param given in the order of the program's
   * @param name to count it under
   */
  async launch(
    program: Program,
    { handles = [], integers = [], floats = [] }: LaunchArguments,
    length: number,
    name: string,
  ): Promise<Handle> {
    const array = this.#mode === 'webgpu' ? 'WebGPUBuffer' : 'ArrayTexture(1)'
    const types = [
      ...program.arrays.map((name) => [name, array]),
      ...program.integers.map((name) => [name, 'Integer']),
      ...program.floats.map((name) => [name, 'Float']),
    ]
    const kernel = this.#kernel(sourceOf(program), Object.fromEntries(types))
    this.#byKernel.set(name, (this.#byKernel.get(name) ?? 0) + 1)
    return this.#run(kernel, [...handles, ...integers, ...floats], length)
  }

  async upload(values: Float32Array): Promise<Handle> {
    const kernel = this.#kernel('function (x) { return x[this.thread.x]; }', { x: 'Array' })
    this.#counts.uploads += 1
    this.#counts.uploadedBytes += values.byteLength
    return this.#run(kernel, [values], values.length)
  }

  async read(handle: Handle, length: number): Promise<Float32Array> {
    this.#counts.readBacks += 1
    this.#counts.readBytes += 4 * length
    return handle.toArray()
  }

  /** @param lost whether the GPU took it along: then there is nothing to free */
  free(handle: Handle, lost = false): void {
    this.#counts.handles -= 1
    if (!lost) handle.delete()
  }

  async destroy(lost = false): Promise<void> {
    this.#kernels.clear()
    if (!lost) await this.#gpu.destroy()
  }

  #kernel(source: string, argumentTypes: Record<string, string>): IKernelRunShortcut {
    const known = this.#kernels.get(source)
    if (known) return known
    const made = this.#gpu.createKernel(source, { ...settings, argumentTypes: argumentTypes as never })
    this.#kernels.set(source, made)
    return made
  }

  async #run(kernel: IKernelRunShortcut, values: readonly unknown[], length: number): Promise<Handle> {
    kernel.setOutput([length])
    const result: unknown = await kernel(...(values as never[]))
    if (!isHandle(result))
      throw new DeviceError(`gpu: GPU.js ran a kernel elsewhere than on the GPU (mode ${this.#mode})`)
    this.#counts.handles += 1
    return result
  }
}

/** On the CPU, which GPU.js falls back to without a word, a result is an array. */
const isHandle = (result: unknown): result is Handle =>
  typeof result === 'object' && result !== null && 'toArray' in result && 'delete' in result
