import { checkGradients, type Differentiable } from '@cloze/autograd'
import { layerNorm, square, transpose } from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { swept } from '../../swept.ts'
import { type Case, seeds, shapes, sizes } from './case.ts'
import { matrices, tableCases } from './cases.ts'
import { Draw } from './draw.ts'
import { elementwiseCases } from './elementwise-cases.ts'

swept()

const isRight = async ({ f, inputs }: Case, seed: number) => {
  await expect(checkGradients(f, inputs, { seed, order: 2, projections: 2 })).resolves.toBeUndefined()
}

describe('the derivative of each elementwise op', () => {
  for (const [name, caseOf] of elementwiseCases)
    test.prop([shapes, seeds], { numRuns: 8 })(`${name} is right at orders 1 and 2`, async (shape, seed) => {
      await isRight(caseOf(shape, new Draw(seed)), seed)
    })
})

describe('the derivative of each op of the table', () => {
  for (const [name, caseOf] of tableCases)
    test.prop([shapes, seeds], { numRuns: 8 })(`${name} is right at orders 1 and 2`, async (shape, seed) => {
      await isRight(caseOf(shape, new Draw(seed)), seed)
    })

  for (const transposeA of [false, true])
    for (const transposeB of [false, true])
      test.prop([shapes, seeds], { numRuns: 6 })(
        `a matrix product is right with ${transposeA ? 'aᵀ' : 'a'} and ${transposeB ? 'bᵀ' : 'b'}`,
        async (shape, seed) => {
          await isRight(matrices(transposeA, transposeB)(shape, new Draw(seed)), seed)
        },
      )

  for (const order of [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) // biome-ignore format: five orders
    test.prop([fc.tuple(sizes, sizes, sizes), seeds], { numRuns: 4 })(
      `a transpose is right with axes in order ${order.join(', ')}`,
      async (shape, seed) => {
        await isRight({ f: (x) => transpose(x, order), inputs: [new Draw(seed).floats(shape)] }, seed)
      },
    )

  test.prop([fc.integer({ min: 2, max: 4 }), seeds], { numRuns: 4 })(
    'layerNorm is right where its inputs depend on each other, or are the same',
    async (width, seed) => {
      const f: Differentiable = (x) => layerNorm(x, square(x), x, { epsilon: 0.05 })
      const twice: Differentiable = (x, weight) => layerNorm(x, weight, weight, { epsilon: 0.05 })
      const draw = new Draw(seed)
      await isRight({ f, inputs: [draw.floats([width])] }, seed)
      await isRight({ f: twice, inputs: [draw.floats([width]), draw.floats([width])] }, seed)
    },
  )
})
