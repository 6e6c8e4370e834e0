/** The gradients on `cpu` are those on `reference`. */
import { cpu, liveTensors } from '@cloze/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeds, shapes } from '../autograd/derivatives/case.ts'
import { tableCases } from '../autograd/derivatives/cases.ts'
import { elementwiseCases } from '../autograd/derivatives/elementwise-cases.ts'
import { checkGradient } from './check-gradient.ts'
import { expectFound, type Tallies } from './mutations.ts'
import { precisionOfOp } from './precision.ts'

/** The ops through which nothing flows. */
const flat: readonly string[] = [
  ...['floor', 'ceil', 'trunc', 'round', 'sign'],
  ...['less', 'lessEqual', 'greater', 'greaterEqual', 'equal', 'notEqual'],
  ...['logicalAnd', 'logicalOr', 'logicalNot', 'isFinite', 'isNaN'],
  ...['argmax', 'argmin', 'all', 'any', 'argsort'],
]

describe('cpu', () => {
  for (const [name, caseOf] of [...elementwiseCases, ...tableCases])
    test(`the gradient of ${name} is reference's, and no mutant is`, async () => {
      const before = liveTensors()
      const tallies: Tallies = new Map()
      const property = fc.asyncProperty(shapes, seeds, async (shape, seed) => {
        await checkGradient(cpu, caseOf, { shape, seed }, precisionOfOp(cpu, `${name}Gradient`), tallies)
      })
      await fc.assert(property, { numRuns: 20, endOnFailure: true })
      expectFound(tallies)
      expect(tallies.size === 0).toBe(flat.includes(name))
      expect(liveTensors()).toBe(before)
    })
})
