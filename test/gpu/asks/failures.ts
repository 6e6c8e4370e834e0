/** What fails on a device of the GPU, and how it says so. */
import {
  add,
  broadcastTo,
  disposeOf,
  elementwise,
  type GpuMode,
  matmul,
  openGpu,
  type Scalar,
  scope,
  type Tensor,
  tensor,
} from '@cloze/tensor'
import { loseAll } from './losing.ts'

/** When the GPU is lost. */
export type Moment =
  | 'while nothing runs'
  | 'before what is in the queue'
  | 'in the midst of the queue'
  | 'while a read is under way'

type S = Scalar
const sumOfEight = elementwise('sumOfEight', (a: S, b: S, c: S, d: S, e: S, f: S, g: S, h: S) =>
  a
    .add(b)
    .add(c.add(d))
    .add(e.add(f).add(g.add(h))),
)

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : `${error}`

/** What a read gives: values, or an error. */
const outputOf = (read: Promise<ArrayLike<number>>): Promise<string> =>
  read.then((values) => `values ${Array.from(values)}`, nameOf)

const thrown = (body: () => unknown): string => {
  try {
    scope(() => void body())
    return 'nothing was thrown'
  } catch (error) {
    return nameOf(error)
  }
}

export const failures = {
  /** What reads give around a loss, and what a device gives that is opened afterwards. */
  async lose(mode: GpuMode, moment: Moment): Promise<{ reads: string[]; later: string; after: number[] }> {
    const device = await openGpu({ mode })
    const x = tensor([1, 2, 3], { device })
    const chain = (start: Tensor) =>
      scope(() => Array.from({ length: 10 }).reduce<Tensor>((sum) => add(sum, x), start))
    const first = chain(x)
    if ((await first.data())[0] !== 11) throw new Error('a sum is wrong before the loss')

    const tensors = [x, first]
    let reads: Promise<string>[] = []
    if (moment === 'while nothing runs') loseAll()
    const second = chain(first)
    tensors.push(second)
    if (moment === 'before what is in the queue') loseAll()
    if (moment === 'in the midst of the queue') {
      const reached = device.synchronize().then(loseAll)
      const third = chain(second)
      tensors.push(third)
      reads.push(outputOf(third.data()))
      await reached
    }
    reads = [...reads, ...[first, second].map((each) => outputOf(each.data()))]
    if (moment === 'while a read is under way') {
      await new Promise((resolve) => setTimeout(resolve))
      loseAll()
    }
    const found = await Promise.all(reads)

    // What is done with a lost device neither fails nor holds up anything.
    const sum = scope(() => add(x, 1))
    const later = await outputOf(sum.data())
    disposeOf([...tensors, sum])
    await device.synchronize()
    await device.dispose()

    const another = await openGpu({ mode })
    const product = scope(() => {
      const a = tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { device: another },
      )
      return matmul(a, a)
    })
    const after = [...(await product.data())]
    product.dispose()
    await another.dispose()
    return { reads: found, later, after }
  },

  /** What is thrown at the call, by what is asked for. */
  async refusals(mode: GpuMode): Promise<Record<'large' | 'many' | 'whole', string>> {
    const device = await openGpu({ mode })
    const { elements } = device.deviceInfo().limits
    const one = tensor([1], { device })
    const refused = {
      large: thrown(() => broadcastTo(one, [elements + 1])),
      many: thrown(() => {
        const each = () => tensor([1, 2], { device })
        return sumOfEight(each(), each(), each(), each(), each(), each(), each(), each())
      }),
      whole: thrown(() => tensor(Int32Array.of(0, 2 ** 24 + 1), { device })),
    }
    one.dispose()
    await device.dispose()
    return refused
  },
}
