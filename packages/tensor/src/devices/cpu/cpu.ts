/** The default device: WebAssembly SIMD, written by our own assembler. */
import type { Device } from '../../device/device.ts'
import { checkOptions } from '../../tensor/options.ts'
import { createFused } from './fused/table.ts'
import { createArgmax } from './kernels/argmax.ts'
import { createCopy } from './kernels/copy.ts'
import { createElementwise, createElementwiseAll } from './kernels/elementwise.ts'
import { createMatmul, createMultiply } from './kernels/gemm.ts'
import { createGather, createScatterAdd } from './kernels/lookup.ts'
import { createReduce } from './kernels/reduce.ts'
import type { CpuBuffer } from './runtime/buffer.ts'
import { Runtime } from './runtime/runtime.ts'

/** A device that computes in float32 in WebAssembly, with SIMD and threads. */
export interface CpuDevice extends Device<CpuBuffer> {
  /** Bytes of memory: the first address never used, and what is in use now. */
  memory(): { readonly top: number; readonly live: number }
  /** How many threads share the work: 1 where memory can't be shared, as in a page that is not cross-origin isolated. */
  readonly threads: number
  /** Why there is one thread where more were asked for, and what would change that; nothing where all are there. */
  readonly limitation: string | undefined
  /** Ends the threads; the device can't be used any more. */
  dispose(): void
}

interface Machine {
  readonly navigator?: { readonly hardwareConcurrency?: number }
}

/** What the machine has: Node knows what of it the process may use, a page what the browser tells. */
const cores = (): number =>
  globalThis.process?.getBuiltinModule?.('node:os').availableParallelism() ??
  (globalThis as Machine).navigator?.hardwareConcurrency ??
  1

/** How many threads a `cpu` device has. */
export interface CpuOptions {
  /** How many threads share the work; as many as the machine has cores where left out. No bit depends on it. */
  readonly threads?: number
}

/** Each thread has an engine of its own: more of them than any machine has cores would only take its memory. */
export const MOST_THREADS = 256

/**
 * Another device of the kind, with memory and threads of its own.
 * @throws RangeError where `threads` is no whole number from 1 to `MOST_THREADS`
 * @example
 * const single = createCpu({ threads: 1 })
 * await sum(tensor([1, 2, 3], { device: single })).item() // 6
 * single.dispose()
 */
export function createCpu(options: CpuOptions = {}): CpuDevice {
  const { threads = cores() } = checkOptions('createCpu', options, { threads: true })
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS))
    throw new RangeError(`createCpu: threads is ${threads}, but must be a whole number, 1 to ${MOST_THREADS}`)
  return deviceOn(new Runtime(threads))
}

/** The device whose kernels run as `runtime` has it. */
export function deviceOn(runtime: Runtime): CpuDevice {
  const { heap } = runtime
  const elementwise = createElementwiseAll(runtime)
  const multiply = createMultiply(runtime)
  const reduce = createReduce(runtime)
  const fused = createFused({ runtime, elementwise, multiply, reduce })
  return {
    name: 'cpu',
    floatType: 'float32',
    threads: runtime.threads,
    limitation: runtime.limitation,
    dispose: () => runtime.dispose(),
    memory: () => ({ top: heap.top, live: heap.live }),
    allocate: (length, dtype) => ({ length, dtype, address: heap.take(4 * length) }),
    release: ({ address }) => heap.give(address),
    part: ({ address, dtype }, offset, length) => ({ length, dtype, address: address + 4 * offset }),
    upload: (values, { address, dtype }) =>
      (dtype === 'int32' ? heap.integers : heap.floats).set(values, address / 4),
    download: async ({ address, dtype, length }) =>
      (dtype === 'int32' ? heap.integers : heap.floats).slice(address / 4, address / 4 + length),
    peek: ({ address, dtype, length }) =>
      (dtype === 'int32' ? heap.integers : heap.floats).subarray(address / 4, address / 4 + length),
    synchronize: async () => {},
    elementwise: createElementwise(elementwise),
    reduce,
    matmul: createMatmul(multiply),
    copy: createCopy(runtime),
    gather: createGather(runtime),
    scatterAdd: createScatterAdd(runtime),
    argmax: createArgmax(runtime),
    get fused() {
      return fused()
    },
  }
}

/**
 * The device that tensors are made on where none is named: float32 in WebAssembly, on as many threads as there are cores.
 * @example
 * tensor([1, 2]).device === cpu // true
 */
export const cpu: CpuDevice = createCpu()
