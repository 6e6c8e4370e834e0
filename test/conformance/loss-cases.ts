/** Losses, cell by cell. */
import { binaryCrossEntropyWithLogits, meanSquaredError, type Tensor } from '@cloze/tensor'
import type fc from 'fast-check'
import { filledShapes } from './arbitraries.ts'
import { two } from './call.ts'
import type { Call } from './case.ts'
import { total } from './plain.ts'
import { alike, none } from './softmax-cases.ts'

const lossCalls = (
  op: (x: Tensor, target: Tensor) => Tensor,
  gives: (x: number, target: number) => number,
): fc.Arbitrary<Call> =>
  alike(2, filledShapes(0, 3)).map(([x = none, target = none]): Call => {
    const terms = x.values.map((value, i) => gives(value, target.values[i] ?? 0))
    return {
      inputs: [x, target],
      run: two(op),
      expected: { shape: [], values: [total(terms) / terms.length], dtype: 'float' },
      rounds: true,
    }
  })

export const lossCases = {
  meanSquaredError: lossCalls(meanSquaredError, (x, target) => (x - target) ** 2),
  binaryCrossEntropyWithLogits: lossCalls(
    binaryCrossEntropyWithLogits,
    (x, target) => Math.max(x, 0) - x * target + Math.log1p(Math.exp(-Math.abs(x))),
  ),
} as const
