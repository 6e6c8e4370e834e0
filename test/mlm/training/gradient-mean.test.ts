import { liveTensors, reference, type Tensor, tensor } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { type Gradients, meanOfBoth } from '../../../packages/mlm/src/training/gradient-mean.ts'

const on = { device: reference }
const values = fc.double({ min: -1e3, max: 1e3, noNaN: true })
const part = fc.record({ a: values, b: values, loss: values, count: fc.integer({ min: 1, max: 1000 }) })
type Part = typeof part extends fc.Arbitrary<infer Value> ? Value : never

const gradientsOf = ({ a, b, loss, count }: Part): Gradients => ({
  gradients: [tensor([a], on), tensor([[b, -b]], on)],
  loss: tensor(Float64Array.of(loss), { ...on, shape: [] }),
  count,
})

test.prop([fc.array(part, { minLength: 2, maxLength: 6 })])(
  'is the mean by count, whatever the number of parts, and nothing else is left',
  async (parts) => {
    const before = liveTensors()
    const all = parts.map(gradientsOf).reduce((one, other) => meanOfBoth(one, other))
    expect(liveTensors() - before).toBe(3)
    const total = parts.reduce((sum, { count }) => sum + count, 0)
    const meanOf = (key: 'a' | 'b' | 'loss') =>
      parts.reduce((sum, each) => sum + each[key] * each.count, 0) / total
    const [a, b] = all.gradients as [Tensor, Tensor]
    expect(all.count).toBe(total)
    expect(await a.item()).toBeCloseTo(meanOf('a'), 9)
    expect((await b.data())[1]).toBeCloseTo(-meanOf('b'), 9)
    expect(await all.loss.item()).toBeCloseTo(meanOf('loss'), 9)
    for (const each of [...all.gradients, all.loss]) each.dispose()
  },
)

test('gradients of another model are an error, and nothing is left', () => {
  const before = liveTensors()
  const [one, other] = [1, 2].map((count) => gradientsOf({ a: 1, b: 2, loss: 3, count })) as [
    Gradients,
    Gradients,
  ]
  other.gradients[1]?.dispose()
  const short = { ...other, gradients: other.gradients.slice(0, 1) }
  expect(() => meanOfBoth(one, short)).toThrow('meanOfBoth: gradients of one are not those of the other')
  expect(liveTensors()).toBe(before)
})
