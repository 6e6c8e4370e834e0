/** Every public function of numbers has cases: of its results, and of its gradients. */
import { expect, test } from 'vitest'
import { tableCases } from '../autograd/derivatives/cases.ts'
import { elementwiseCases } from '../autograd/derivatives/elementwise-cases.ts'
import { caseNames } from './all-cases.ts'
import { functionsOfNumbers } from './functions.ts'

/** Functions by name, and why there is no case. */
type Without = Readonly<Record<string, string>>

const derivatives: Without = {
  hessian: 'takes a function: test/autograd/jacobian.test.ts, and by test/conformance/library/',
  hessianVectorProduct: 'as hessian',
  jacobian: 'as hessian',
  vectorJacobianProduct: 'as hessian',
}

/** Each is made on every device by test/conformance/library/making.ts. */
const made: Without = {
  arange: 'takes no tensor',
  eye: 'takes no tensor',
  full: 'takes no tensor',
  linspace: 'takes no tensor',
  ones: 'takes no tensor',
  zeros: 'takes no tensor',
}

const drawn: Without = {
  permutation: 'is a stream: test/tensor/devices/random.test.ts',
  randomInteger: 'as permutation',
  randomNormal: 'as permutation',
  randomUniform: 'as permutation',
}

const withoutCase: Without = {
  ...derivatives,
  ...made,
  ...drawn,
  unique: 'gives a promise: by test/conformance/library/ alone',
  vectorToTensors: 'no GPU has it: by test/conformance/library/, and test/tensor/ops/flat.test.ts',
}

const withoutGradient: Without = {
  ...derivatives,
  ...made,
  ...drawn,
  fullLike: 'no value of what it takes is in what it gives',
  onesLike: 'as fullLike',
  zerosLike: 'as fullLike',
  oneHot: 'takes whole numbers',
  tensorsToVector: 'takes tensors alone, no variables',
  vectorToTensors: 'as tensorsToVector',
  unique: 'takes tensors alone, no variables',
}

const missing = (cases: readonly string[]): string[] =>
  functionsOfNumbers().filter((name) => !cases.includes(name))

test('every function has a conformance case, or a reason why not', () => {
  expect(missing(caseNames).toSorted()).toEqual(Object.keys(withoutCase).toSorted())
})

test('every function has a gradient case, or a reason why not', () => {
  const cases = [...elementwiseCases, ...tableCases].map(([name]) => name)
  expect(missing(cases).toSorted()).toEqual(Object.keys(withoutGradient).toSorted())
})
