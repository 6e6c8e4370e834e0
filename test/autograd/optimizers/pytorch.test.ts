import { readFileSync } from 'node:fs'
import { type OptimizerOptions, optimizerNamed, optimizers, parameter } from '@cloze/autograd'
import { disposeOf, reference, scope, tensor } from '@cloze/tensor'
import { expect, test } from 'vitest'

type Lists = Readonly<Record<string, readonly number[]>>
interface Case {
  readonly optimizer: string
  readonly options: OptimizerOptions
  readonly after: Readonly<Record<string, Lists>>
}
interface Fixture {
  readonly shapes: Lists
  readonly start: Lists
  readonly gradients: readonly Lists[]
  readonly rates: readonly number[]
  readonly cases: readonly Case[]
}
/** Written by optimizers.py. */
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/optimizers.json', import.meta.url), 'utf8'),
)

const tensors = (lists: Lists) =>
  Object.entries(fixture.shapes).map(([name, shape]) => {
    return tensor(Float64Array.from(lists[name] ?? []), { shape, device: reference })
  })

const norm = (values: readonly number[]) => Math.hypot(...values)

test('each optimizer has a case', () => {
  expect(new Set(fixture.cases.map(({ optimizer }) => optimizer))).toEqual(
    new Set(optimizers.map(({ name }) => name)),
  )
})

test.each(fixture.cases)(
  '$optimizer with $options moves as PyTorch has it',
  async ({ optimizer: name, options, after }) => {
    const [w, b] = tensors(fixture.start).map((each) => parameter(each))
    if (!w || !b) return expect.unreachable()
    const optimizer = optimizerNamed(name).create({ w, b }, options)
    for (const [step, given] of fixture.gradients.entries()) {
      scope(() => optimizer.step(tensors(given), { learningRate: fixture.rates[step] ?? Number.NaN }))
      const right = after[step + 1]
      if (!right) continue
      for (const [key, variable] of Object.entries({ w, b })) {
        const [found, expected] = [Array.from(await variable.data()), right[key] ?? []]
        expect(found.length).toBe(expected.length)
        const off = norm(found.map((value, index) => value - (expected[index] ?? Number.NaN)))
        expect(off / norm(expected), `${key} after ${step + 1} steps`).toBeLessThan(1e-12)
      }
    }
    optimizer.dispose()
    disposeOf([w, b])
  },
)
