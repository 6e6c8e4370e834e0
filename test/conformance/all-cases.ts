/** The cases of all ops. */
import type { Device } from '@cloze/tensor'
import type { Ops } from '@cloze/tensor/extend'
import fc from 'fast-check'
import { attentionCalls, probabilityCalls } from './attention-cases.ts'
import { attentionGradientCalls } from './attention-gradient-cases.ts'
import { axesCalls } from './axes-cases.ts'
import type { Call, OpCase } from './case.ts'
import { plainCalls } from './cases.ts'
import { offsetCalls, offsetGradientCalls } from './causal-offset-cases.ts'
import { composedCalls } from './composed-cases.ts'
import { convolutionCalls } from './convolution-cases.ts'
import { elementwiseCases, elementwiseOps } from './elementwise-cases.ts'
import { fusedCalls } from './fused-cases.ts'
import { layerNormCalls } from './layer-norm-cases.ts'
import { linearCrossEntropyCalls } from './linear-cross-entropy-cases.ts'
import { lossCases } from './loss-cases.ts'
import { packedCalls } from './packed-cases.ts'
import { reductionCases } from './reduction-cases.ts'
import { scanCases } from './scan-cases.ts'
import { shapeCalls } from './shape-cases.ts'
import { softmaxCalls } from './softmax-cases.ts'
import { sortingCases } from './sorting-cases.ts'

/** An op that has no case does not compile; for functions made of ops, coverage.test.ts says so. */
const calls: { readonly [Name in keyof Ops]: fc.Arbitrary<Call> } = {
  ...plainCalls,
  ...reductionCases,
  ...scanCases,
  ...lossCases,
  ...sortingCases,
  ...shapeCalls,
  ...softmaxCalls,
  ...fusedCalls,
  ...layerNormCalls,
  attention: fc.oneof(attentionCalls, offsetCalls),
  attentionGradient: fc.oneof(attentionGradientCalls, offsetGradientCalls),
  linearCrossEntropy: linearCrossEntropyCalls,
  ...packedCalls,
  ...probabilityCalls,
  ...axesCalls,
  ...composedCalls,
  ...convolutionCalls,
}

const cases: readonly OpCase[] = Object.entries(calls).map(([name, drawn]) => ({ name, calls: drawn }))

export const casesFor = (device: Device): readonly OpCase[] => [...elementwiseCases(device), ...cases]

/** The ops that have a case. */
export const caseNames: readonly string[] = [
  ...elementwiseOps.map(({ op }) => op.name),
  ...cases.map(({ name }) => name),
]
