/** The gradients on `cpu` are those on `reference`. */
import { cpu, liveTensors } from '@cloze/tensor'
import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { seeds, shapes } from '../autograd/derivatives/case.ts'
import { tableCases } from '../autograd/derivatives/cases.ts'
import { elementwiseCases } from '../autograd/derivatives/elementwise-cases.ts'
import { checkGradient } from './check-gradient.ts'
import { precisionOf } from './precision.ts'

describe('cpu', () => {
  for (const [name, caseOf] of [...elementwiseCases, ...tableCases])
    test.prop([shapes, seeds], { numRuns: 20 })(
      `the gradient of ${name} is reference's`,
      async (shape, seed) => {
        const before = liveTensors()
        await checkGradient(cpu, caseOf, { shape, seed }, precisionOf(cpu))
        expect(liveTensors()).toBe(before)
      },
    )
})
