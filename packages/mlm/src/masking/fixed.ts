import * as z from 'zod'
import { coerceNumber } from './parse-number.ts'
import { strategyKind } from './strategy.ts'

const wanted =
  'must be whole numbers with commas between, such as 0,3,-1: from 0 at the first token, from -1 at the last'

const positions = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(',').map(coerceNumber) : given),
  z
    .array(z.int({ error: wanted }), { error: wanted })
    .min(1, { error: wanted })
    .refine((all) => new Set(all).size === all.length, { error: 'must be different from each other' }),
)

/**
 * Chooses the tokens that it is told, for probes and experiments. Positions are counted among the tokens that may be
 * chosen: 0 is the first after [CLS]. A sequence that hasn't such a position has nothing chosen there.
 */
export const fixed = strategyKind({
  name: 'fixed',
  summary: 'the given positions, or a pattern over and over',
  source: 'for probes, as in Salazar et al. 2020, Masked Language Model Scoring',
  options: z
    .strictObject({
      positions: positions
        .optional()
        .describe('the tokens to predict: 0 is the first, -1 the last; e.g. 0,3,-1'),
      pattern: z
        .string()
        .regex(/^[01]*1[01]*$/, {
          error: 'must be of 0 and 1, with a 1 for each token to predict, such as 001',
        })
        .optional()
        .describe('repeated along the sequence, with a 1 for each token to predict; e.g. 001'),
    })
    .refine(({ positions, pattern }) => (positions === undefined) !== (pattern === undefined), {
      error: 'needs either positions, such as 0,3,-1, or a pattern, such as 001',
    }),
  examples: [{ positions: [0, 3, -1] }, { pattern: '001' }],
  create: ({ positions, pattern }) => {
    const chosen = (length: number): number[] => {
      const indices = new Set(positions?.map((index) => (index < 0 ? length + index : index)))
      return Array.from({ length }, (_, index) => index).filter(
        (index) => indices.has(index) || pattern?.[index % pattern.length] === '1',
      )
    }
    return {
      amount: 'given',
      distribution: {
        kind: 'listed',
        of: (length) => [{ groups: chosen(length).map((index) => [index]), probability: 1 }],
      },
      choose: ({ candidates }) => chosen(candidates.length).map((index) => [candidates[index] ?? 0]),
    }
  },
})
