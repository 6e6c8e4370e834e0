/** How what slides along an axis is called, and what it must give. */
import { averagePool, conv1d, maxPool } from '@cloze/tensor'
import fc from 'fast-check'
import { filled, unevenNormal } from './arbitraries.ts'
import { one } from './call.ts'
import { type Call, given } from './case.ts'
import { at, build, total, upTo } from './plain.ts'

const small = fc.integer({ min: 1, max: 3 })
const windowed = fc.record({ stride: small, dilation: small, padding: fc.nat(2) })

const conv1dCalls = fc
  .tuple(fc.nat(2), small, small, small, small, windowed, fc.integer({ min: 7, max: 12 }), fc.boolean())
  .chain(([N, groups, inner, outer, K, windows, L, biased]) =>
    fc
      .tuple(
        filled([N, groups * inner, L], unevenNormal),
        filled([groups * outer, inner, K], unevenNormal),
        filled([groups * outer], unevenNormal),
      )
      .map(([x, weight, bias]): Call => {
        const { stride, dilation, padding } = windows
        const count = Math.floor((L + 2 * padding - dilation * (K - 1) - 1) / stride) + 1
        return {
          inputs: biased ? [x, weight, bias] : [x, weight],
          run: (tensors) =>
            conv1d(given(tensors, 0), given(tensors, 1), {
              ...windows,
              groups,
              ...(biased && { bias: given(tensors, 2) }),
            }),
          expected: build([N, groups * outer, count], ([n = 0, o = 0, t = 0]) => {
            const first = Math.floor(o / outer) * inner
            const terms = upTo(inner).flatMap((c) =>
              upTo(K).map((k) => {
                const place = t * stride + k * dilation - padding
                return (place < 0 || place >= L ? 0 : at(x, [n, first + c, place])) * at(weight, [o, c, k])
              }),
            )
            return total(terms) + (biased ? at(bias, [o]) : 0)
          }),
          rounds: true,
        }
      }),
  )

const poolCalls = (
  pool: typeof averagePool,
  rounds: boolean,
  around: number,
  join: (cells: readonly number[]) => number,
) =>
  fc
    .tuple(fc.nat(3), fc.integer({ min: 4, max: 12 }), fc.integer({ min: 1, max: 4 }), small, fc.boolean())
    .chain(([rows, length, size, stride, padded]) =>
      filled([rows, length], unevenNormal).map((x): Call => {
        const padding = padded ? Math.floor(size / 2) : 0
        const count = Math.floor((length + 2 * padding - size) / stride) + 1
        return {
          inputs: [x],
          run: one((tensor) => pool(tensor, { size, stride, padding })),
          expected: build([rows, count], ([row = 0, window = 0]) =>
            join(
              upTo(size).map((cell) => {
                const place = window * stride + cell - padding
                return place < 0 || place >= length ? around : at(x, [row, place])
              }),
            ),
          ),
          rounds,
        }
      }),
    )

/** The first of equal ones, of which one may be −0. */
const firstLargest = (cells: readonly number[]): number =>
  cells.reduce((so, x) => (so < x || Number.isNaN(x) ? x : so))

export const convolutionCalls = {
  averagePool: poolCalls(averagePool, true, 0, (cells) => total(cells) / cells.length),
  conv1d: conv1dCalls,
  maxPool: poolCalls(maxPool, false, Number.NEGATIVE_INFINITY, firstLargest),
} as const
