/** Where the time goes: a device that times each of its kernels, by what they are called on. */
import type { Device, Scalar } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'
import { flopsOf } from './flops.ts'
import { nameOf } from './names.ts'

/** All calls of one kernel on inputs of the same shapes. */
export interface ProfileEntry {
  readonly name: string
  readonly shapes: string
  readonly calls: number
  readonly milliseconds: number
  /** Multiplications and additions, where they are known; else 0. */
  readonly flops: number
  /** What was read and written, each cell once. */
  readonly bytes: number
}

export interface Profile<D extends Device> {
  readonly device: D
  /** What was called since `start`, the longest first. */
  entries(): readonly ProfileEntry[]
  /** Forgets what was called so far. */
  start(): void
}

interface Shaped {
  readonly buffer: { readonly length: number }
  readonly shape: readonly number[]
}

const shapesOf = (views: readonly Shaped[]): string => views.map(({ shape }) => `[${shape}]`).join(' ')
const bytesOf = (views: readonly Shaped[]): number =>
  views.reduce((total, { buffer }) => total + 4 * buffer.length, 0)

/** The same device, timed. It must be done when a kernel returns, as `cpu` is. */
export function profiled<D extends Device>(device: D): Profile<D> {
  const entries = new Map<string, ProfileEntry>()

  function timed(name: string, shapes: string, flops: number, bytes: number, run: () => void): void {
    const start = performance.now()
    run()
    const took = performance.now() - start
    const key = `${name} ${shapes}`
    const known = entries.get(key)
    entries.set(key, {
      name,
      shapes,
      calls: 1 + (known?.calls ?? 0),
      milliseconds: took + (known?.milliseconds ?? 0),
      flops: flops + (known?.flops ?? 0),
      bytes: bytes + (known?.bytes ?? 0),
    })
  }

  const fused = new Map(
    [...(device.fused ?? [])].map(([op, kernel]) => [
      op,
      {
        run(...args: Parameters<typeof kernel.run>) {
          const [inputs, attributes, outputs] = args
          const work = flopsOf(op, inputs, attributes)
          timed(op.name, shapesOf(inputs), work, bytesOf([...inputs, ...outputs]), () => kernel.run(...args))
        },
      },
    ]),
  )
  const kernels: Omit<Device, 'name' | 'floatType' | 'allocate' | 'release' | 'download' | 'synchronize'> = {
    fused,
    elementwise: (graph: Scalar, inputs, output) =>
      timed(nameOf(graph), shapesOf([output]), 0, bytesOf([...inputs, output]), () =>
        device.elementwise(graph, inputs, output),
      ),
    reduce: (kind, input, axes, output) =>
      timed(kind, `${shapesOf([input])} over ${axes}`, 0, 4 * (input.buffer.length + output.length), () =>
        device.reduce(kind, input, axes, output),
      ),
    matmul(a, b, transposes, output) {
      const { transposeA, transposeB } = transposes
      const inner = a.shape.at(transposeA ? -2 : -1) ?? 0
      const flops = 2 * sizeOf(output.shape) * inner
      const shapes = `[${a.shape}]${transposeA ? 'ᵀ' : ''} [${b.shape}]${transposeB ? 'ᵀ' : ''}`
      timed('matmul', shapes, flops, bytesOf([a, b, output]), () => device.matmul(a, b, transposes, output))
    },
    copy: (sources, pieces, output) =>
      timed('copy', `[${output.length}] of ${pieces.length}`, 0, 8 * output.length, () =>
        device.copy(sources, pieces, output),
      ),
    gather: (table, ids, output) =>
      timed('gather', `${shapesOf([table])} by ${ids.length}`, 0, 8 * output.length, () =>
        device.gather(table, ids, output),
      ),
    scatterAdd: (rows, ids, output) =>
      timed(
        'scatterAdd',
        `${ids.length} to ${shapesOf([output])}`,
        0,
        4 * rows.length + bytesOf([output]),
        () => device.scatterAdd(rows, ids, output),
      ),
    argmax: (input, output) =>
      timed('argmax', shapesOf([input]), 0, bytesOf([input]), () => device.argmax(input, output)),
    upload: (values, buffer) =>
      timed('upload', `[${buffer.length}]`, 0, 4 * buffer.length, () => device.upload(values, buffer)),
  }
  return {
    device: { ...device, ...kernels },
    entries: () => [...entries.values()].sort((a, b) => b.milliseconds - a.milliseconds),
    start: () => entries.clear(),
  }
}
