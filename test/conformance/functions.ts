/** Every public function of numbers: what conformance and gradients are checked of. */
import * as autograd from '@cloze/autograd'
import * as tensor from '@cloze/tensor'
import { publicNames } from '../workspace/public-names.ts'

/** Where what is no function of numbers stands: devices, memory, errors, streams, what tensors and scalars are. */
const beside = /^packages\/tensor\/src\/([a-z-]+\.ts|tensor\/|scalar\/|devices\/(auto|cpu|gpu))/
const derivativesOf = 'packages/autograd/src/jacobian.ts'
/** They make functions, keys, and what functions take. */
const makers = ['defined', 'dropoutKey', 'elementwise', 'tensor']

/** Their names, in the order in which the packages export them. */
export function functionsOfNumbers(): string[] {
  const exported: Readonly<Record<string, unknown>> = { ...tensor, ...autograd }
  return publicNames()
    .filter(({ specifier, file }) =>
      specifier === '@cloze/tensor' ? !beside.test(file) : file === derivativesOf,
    )
    .map(({ name }) => name)
    .filter((name) => typeof exported[name] === 'function' && !makers.includes(name))
}
