import { cpu } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { expect, test } from 'vitest'

test('every op that is written in others has a kernel on cpu, but those whose definition is as fast', () => {
  const without = Object.values(ops).filter((op) => op.kind === 'defined' && !cpu.fused?.has(op))
  expect(without.map(({ name }) => name)).toEqual([
    'softmax',
    'softmaxGradient',
    'logSoftmax',
    'logSoftmaxGradient',
    'crossEntropy',
    'crossEntropyGradient',
  ])
})
