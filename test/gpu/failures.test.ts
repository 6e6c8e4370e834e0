/** What fails on a GPU says so: at the call where it can, else where values are read; never with wrong values. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyBuffer } from '../../packages/tensor/src/devices/gpu/runtime/buffer.ts'
import type { WebGlContext, WebGpuContext } from '../../packages/tensor/src/devices/gpu/runtime/contexts.ts'
import type { Launcher } from '../../packages/tensor/src/devices/gpu/runtime/launcher.ts'
import { Runtime } from '../../packages/tensor/src/devices/gpu/runtime/runtime.ts'
import { watch } from '../../packages/tensor/src/devices/gpu/runtime/watch.ts'
import type { Moment } from './asks/failures.ts'
import { eachMode } from './each-mode.ts'
import { type Host, openHost } from './host.ts'

const moments: readonly Moment[] = [
  'while nothing runs',
  'before what is in the queue',
  'in the midst of the queue',
  'while a read is under way',
]

/** In WebGL a read is done at once: what is lost afterwards comes too late for it. */
const doneAtOnce = (mode: string, moment: Moment) =>
  mode !== 'webgpu' && moment === 'while a read is under way'

eachMode((mode) => {
  let host: Host
  beforeAll(async () => {
    host = await openHost(mode)
  }, 120_000)
  afterAll(() => host?.close())

  for (const moment of moments)
    test(`a GPU that is lost ${moment} is a DeviceLostError where values are read, and another can be opened`, async () => {
      const { reads, later, after } = await host.call('lose', mode, moment)
      const lost = /^DeviceLostError: gpu: the GPU was lost .* open a new device/
      if (doneAtOnce(mode, moment)) expect(reads).toEqual(['values 11,22,33', 'values 21,42,63'])
      else for (const read of reads) expect(read).toMatch(lost)
      expect(later).toMatch(lost)
      expect(after).toEqual([7, 10, 15, 22])
    })

  test('a tensor that is too large, an op of too many, and a number that float32 does not hold are named at the call', async () => {
    const { large, many, whole } = await host.call('refusals', mode)
    expect(large).toMatch(
      /^DeviceError: gpu: a tensor of [\d,]+ elements; in mode .* holds at most [\d,]+ in one \(a tensor of shape \[\d+\], float32\)$/,
    )
    expect(many).toBe('DeviceError: gpu: an elementwise op of 8 tensors; a kernel reads at most 7')
    expect(whole).toMatch(/^DeviceError: gpu: values\[1\] is 16777217, but .* exact up to 2²⁴$/)
  })
})

describe('what fails in the queue', () => {
  const program = { arrays: ['x'], integers: [], floats: [], body: 'return x[this.thread.x];' }
  const handle = { toArray: () => Float32Array.of(5), delete: () => {} }

  test('poisons what depends on it, is thrown where that is read, and nothing else', async () => {
    let launches = 0
    const launcher = {
      upload: async () => handle,
      launch: async () => {
        launches += 1
        if (launches === 1) throw new Error('Error compiling fragment shader')
        return handle
      },
      read: async () => Float32Array.of(5),
    } as Pick<Launcher, 'upload' | 'launch' | 'read'> as Launcher
    const runtime = new Runtime(launcher, { isLost: () => false, lossTold: async () => {} })
    const start = {
      ...emptyBuffer(2, 'float32'),
      content: { kind: 'host', values: Float32Array.of(1, 2) },
    } as const
    const [failed, next, apart] = [1, 1, 1].map((length) => emptyBuffer(length, 'float32'))
    if (!failed || !next || !apart) throw new Error('three buffers')
    runtime.run(program, { arrays: { x: start } }, failed)
    runtime.run(program, { arrays: { x: failed } }, next)
    runtime.run(program, { arrays: { x: start } }, apart)
    await expect(runtime.read(next)).rejects.toThrow('gpu: Error compiling fragment shader')
    await expect(runtime.read(failed)).rejects.toThrow('gpu: Error compiling fragment shader')
    expect(await runtime.read(apart)).toEqual(Float32Array.of(5))
    expect(launches).toBe(2) // what depends on a failure is not run
  })
})

describe('memory that runs out is an error that says what is held', () => {
  const held = () => '12 tensors are held'

  test('in WebGL', async () => {
    const gl = {
      OUT_OF_MEMORY: 0x0505,
      isContextLost: () => false,
      getParameter: () => 1,
      finish: () => {},
      getError: () => 0x0505,
    } as Partial<WebGlContext> as WebGlContext
    await expect(watch({ kind: 'webgl', gl }, held).finish()).rejects.toThrow(
      'gpu: out of memory; 12 tensors are held',
    )
  })

  test('in WebGPU', async () => {
    const webgpu = {
      isLost: false,
      device: {
        limits: { maxStorageBufferBindingSize: 4, maxBufferSize: 4 },
        lost: new Promise(() => {}),
        queue: { onSubmittedWorkDone: async () => {} },
        pushErrorScope: () => {},
        popErrorScope: async () => ({ message: 'Out of memory' }),
      },
    } as Partial<WebGpuContext> as WebGpuContext
    await expect(watch({ kind: 'webgpu', webgpu }, held).finish()).rejects.toThrow(
      'gpu: out of memory: Out of memory; 12 tensors are held',
    )
  })
})
