/** Outside of a scope, what a function gives is all that there is more after it: its steps leave nothing to the collector. */
import { gradients, Variable } from '@cloze/autograd'
import {
  addLayerNorm,
  attention,
  crossEntropy,
  disposeOf,
  layerNorm,
  linear,
  linearCrossEntropy,
  liveTensors,
  mean,
  scope,
  squaredNorm,
  Tensor,
  tensor,
  topK,
} from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'
import { hostDevices } from '../host-devices.ts'
import { libraryTests } from './library/cases.ts'
import { callOf } from './library/families.ts'
import { toTensor } from './plain.ts'

eachLeavesNoTensor()

/** How many tensors there are more after a call than what it gives. */
function leftOver(operands: readonly Tensor[], call: () => unknown): number {
  const before = liveTensors()
  const given = new Set(
    [call()].flat().flatMap((each) => (each instanceof Tensor ? [each] : Object.values(each ?? {}))),
  )
  for (const operand of operands) given.delete(operand)
  const left = liveTensors() - before - given.size
  disposeOf([...given])
  return left
}

/** Those of autograd make tapes; and of two results the calls of the library give the one, of a promise none. */
const others = [
  ...['hessian', 'hessianVectorProduct', 'jacobian', 'vectorJacobianProduct'],
  ...['linearCrossEntropy', 'topK', 'unique'],
]

for (const device of hostDevices)
  describe(device.name, () => {
    test('each function of the library gives its result alone', () => {
      const left = new Map<string, number>()
      for (const { family, row } of libraryTests) {
        if (others.includes(row.name)) continue
        const operands = row.operands.map((each) => toTensor(each, device))
        const call = callOf(family, row.name, device)
        left.set(
          row.name,
          Math.max(
            left.get(row.name) ?? 0,
            leftOver(operands, () => call(row.options, ...operands)),
          ),
        )
        disposeOf(operands)
      }
      expect([...left].filter(([, count]) => count > 0)).toEqual([])
    })

    const x = () => tensor([[1, 2], [3, 5]], { device }) // biome-ignore format: a matrix
    const ids = () => tensor([[1, 2], [3, 5]], { device, dtype: 'int32' }) // biome-ignore format: a matrix
    for (const [name, call] of Object.entries({
      linear: (m: Tensor) => linear(m, m, [1, 2], { activation: 'gelu' }),
      layerNorm: (m: Tensor) => layerNorm(m, [1, 2], [1, 2]),
      addLayerNorm: (m: Tensor) => addLayerNorm(m, m, [1, 2], [1, 2]),
      attention: (m: Tensor) => attention([[[1, 2], [3, 4]]], [[[1, 2], [3, 4]]], [[[1, 2], [3, 4]]], m, { heads: 1 }), // biome-ignore format: matrices
      crossEntropy: (m: Tensor) => crossEntropy(m, [0, 1]),
      'smoothed crossEntropy': (m: Tensor) =>
        crossEntropy(m, [0, 1], { labelSmoothing: 0.1, classWeights: [1, 2] }),
      linearCrossEntropy: (m: Tensor) => linearCrossEntropy(m, m, [1, 2], [0, 1]),
      squaredNorm: (m: Tensor) => squaredNorm([m, m]),
      topK: (m: Tensor) => topK(m, 1),
    }))
      test(`${name} gives its result alone`, () => {
        for (const operand of [
          name === 'attention' ? tensor([[1, 1]], { device }) : x(),
          ...(name === 'attention' ? [] : [ids()]),
        ]) {
          expect(leftOver([operand], () => call(operand))).toBe(0)
          operand.dispose()
        }
      })

    test('on a tape it costs no gradient', async () => {
      const [found] = scope(() => {
        const own = new Variable(x(), undefined, true)
        return gradients(mean(mean(own, { axes: [0] })), [own])
      })
      expect([...(await found.data())]).toEqual([0.25, 0.25, 0.25, 0.25])
      found.dispose()
    })
  })
