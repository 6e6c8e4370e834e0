/** How long kernels take on a device of the GPU. */
import {
  add,
  type GpuMode,
  gelu,
  layerNorm,
  matmul,
  scope,
  softmax,
  sum,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { deviceOf } from '../../harness/gpu/devices.ts'

export interface Timed {
  readonly kernel: string
  readonly size: string
  /** Of a call, in milliseconds: the median. */
  readonly milliseconds: number
  /** Multiplications and additions, or bytes that are read and written, a second, in thousands of millions. */
  readonly rate: number
  readonly unit: 'GFLOP/s' | 'GB/s'
}

const CALLS = 5

export const timing = {
  /** @param large whether the sizes are those of a hardware GPU */
  async kernels(mode: GpuMode, large: boolean): Promise<Timed[]> {
    const device = await deviceOf(mode)
    const matrix = (rows: number, columns: number) =>
      tensor(
        Float32Array.from({ length: rows * columns }, (_, i) => (i % 7) - 3),
        { shape: [rows, columns], device },
      )
    const timed = async (
      kernel: string,
      inputs: readonly [Tensor, ...Tensor[]],
      run: (a: Tensor, b: Tensor, c: Tensor) => Tensor,
      amount: number,
      unit: Timed['unit'],
    ): Promise<Timed> => {
      const call = async () => {
        const start = performance.now()
        const [a, b = a, c = a] = inputs
        scope(() => void run(a, b, c))
        await device.synchronize()
        return performance.now() - start
      }
      await call() // compiles, and sends the inputs
      const times: number[] = []
      for (let number = 0; number < CALLS; number++) times.push(await call())
      const milliseconds = times.sort((a, b) => a - b)[CALLS >> 1] ?? Number.NaN
      for (const input of inputs) input.dispose()
      const size = inputs.map(({ shape }) => shape.join('×')).join(' · ')
      return { kernel, size, milliseconds, rate: amount / milliseconds / 1e6, unit }
    }
    const found: Timed[] = []
    for (const n of large ? [512, 1024, 2048] : [128, 256])
      found.push(
        await timed('matmul', [matrix(n, n), matrix(n, n)], (a, b) => matmul(a, b), 2 * n ** 3, 'GFLOP/s'),
      )
    const n = large ? 2048 : 512
    const bytes = 4 * n * n
    found.push(await timed('add', [matrix(n, n), matrix(n, n)], (a, b) => add(a, b), 3 * bytes, 'GB/s'))
    found.push(await timed('gelu', [matrix(n, n)], (x) => gelu(x), 2 * bytes, 'GB/s'))
    found.push(await timed('sum of rows', [matrix(n, n)], (x) => sum(x, { axes: [1] }), bytes, 'GB/s'))
    found.push(await timed('softmax', [matrix(n, n)], (x) => softmax(x), 2 * bytes, 'GB/s'))
    const normalise = (x: Tensor, weight: Tensor, bias: Tensor) => layerNorm(x, weight, bias)
    const parameters = [1, 2].map(() => tensor(new Float32Array(n).fill(0.5), { device }))
    found.push(await timed('layerNorm', [matrix(n, n), ...parameters], normalise, 2 * bytes, 'GB/s'))
    return found
  },
}
