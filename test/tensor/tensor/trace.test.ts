import {
  add,
  disposeOf,
  liveTensors,
  reference,
  scope,
  type Tensor,
  tensor,
  traceTensors,
} from '@cloze/tensor'
import { expect, test } from 'vitest'

const device = reference
/** Without the place. */
const groups = (trace: ReturnType<typeof traceTensors>) =>
  trace.live().map(({ op, count, bytes }) => ({ op, count, bytes }))

test('what is alive is listed by op and line, the largest first; what was made before or after is not', () => {
  const before = liveTensors()
  const x = tensor([1, 2, 3], { device })
  const trace = traceTensors()
  const sums: Tensor[] = []
  for (let i = 0; i < 3; i++) sums.push(add(x, 1))
  const y = tensor([1], { device })
  const view = y.alias()
  scope(() => add(x, x).shape)
  trace.stop()
  const z = add(x, y)
  expect(groups(trace)).toEqual([
    { op: 'add', count: 3, bytes: 72 },
    { op: 'tensor', count: 1, bytes: 8 },
    { op: 'alias', count: 1, bytes: 0 }, // in the memory of y
  ])
  for (const { at } of trace.live()) expect(at).toMatch(/trace\.test\.ts:\d+:\d+\)?$/)
  y.dispose()
  expect(groups(trace).at(-1)).toEqual({ op: 'alias', count: 1, bytes: 8 })
  disposeOf([x, sums, view, z])
  expect(trace.live()).toEqual([])
  expect(liveTensors()).toBe(before)
})

test('the list does not grow with what is gone, and traces may be inside one another', () => {
  const [outer, inner] = [traceTensors(), traceTensors()]
  for (let i = 0; i < 3000; i++) scope(() => void tensor([1], { device }))
  const kept = tensor([1, 2], { device })
  inner.stop()
  const last = tensor([1], { device })
  outer.stop()
  expect(groups(outer)).toEqual([{ op: 'tensor', count: 1, bytes: 16 }, { op: 'tensor', count: 1, bytes: 8 }]) // biome-ignore format: two lines of the program
  expect(groups(inner)).toEqual([{ op: 'tensor', count: 1, bytes: 16 }])
  disposeOf([kept, last])
})
