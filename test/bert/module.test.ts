import { Variable } from '@cloze/autograd'
import { disposeOf, mul, scope, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { bertConfig } from '../../packages/bert/src/config.ts'
import { encoder } from '../../packages/bert/src/encoder.ts'
import { ones, zeros } from '../../packages/bert/src/initialisation.ts'
import { dense, layerNorm } from '../../packages/bert/src/layers.ts'
import { module, namedParameters, namesIn, namesOf, Parameter } from '../../packages/bert/src/module.ts'

describe('the parameters of a module', () => {
  test('have the names of their places, in the order in which they are declared', () => {
    const parts = { layer: [{ dense: dense(2, 3) }, { LayerNorm: layerNorm(2, 1e-12) }], none: undefined }
    expect([...namedParameters(parts)].map(([name, { shape }]) => [name, shape])).toEqual([
      ['layer.0.dense.weight', [3, 2]],
      ['layer.0.dense.bias', [3]],
      ['layer.1.LayerNorm.weight', [2]],
      ['layer.1.LayerNorm.bias', [2]],
    ])
  })

  test('are listed once where they are shared, by their first name', () => {
    const weight = new Parameter([2], zeros)
    const parts = { a: { weight }, b: weight, c: new Parameter([1], ones) }
    expect([...namedParameters(parts).keys()]).toEqual(['a.weight', 'c'])
    expect(namesIn(namesOf(parts), weight)).toEqual(['a.weight', 'b'])
    expect(() => namesIn(namesOf(parts), new Parameter([2], zeros))).toThrow('no part of the model')
  })

  test('follow from the config: a layer more, its sixteen parameters more', () => {
    const count = (numHiddenLayers: number) =>
      namedParameters(encoder(bertConfig({ numHiddenLayers })).parts).size
    expect(count(3) - count(2)).toBe(16)
  })
})

test('a forward pass asks for its parameters each time that it runs, and no sooner', async () => {
  const outer = module(
    { scale: module({ weight: new Parameter([2], ones) }, (p, x: Variable) => mul(x, p.weight)) },
    (p, x: Variable) => p.scale(x),
  )
  let asked = 0
  const run = outer.bind(({ shape }) => {
    asked++
    return new Variable(tensor([asked, 10 * asked], { shape }))
  })
  expect(asked).toBe(0)
  const found = scope(() => [run(new Variable(tensor([1, 2]))), run(new Variable(tensor([1, 2])))])
  expect(await Promise.all(found.map(async (each) => [...(await each.data())]))).toEqual([
    [1, 20],
    [2, 40],
  ])
  expect(asked).toBe(2)
  disposeOf(found)
})

test('a parameter that is not declared does not compile', () => {
  const weight = new Parameter([2], ones)
  const config = bertConfig({})
  const declared = [
    module({ weight }, (p, x: Variable) => mul(x, p.weight)),
    // @ts-expect-error: misspelt
    module({ weight }, (p, x: Variable) => mul(x, p.wieght)),
    // @ts-expect-error: of a layer below
    module({ inner: { dense: dense(2, 2) } }, (p, x: Variable) => p.inner.dens(x)),
    // @ts-expect-error: a layer is called, its parameters are its own
    module({ dense: dense(2, 2) }, (p) => p.dense.weight),
    // @ts-expect-error: of a whole model's
    () => encoder(config).parts.embeddings.parts.word_embedding,
  ]
  expect(declared).toHaveLength(5)
})
