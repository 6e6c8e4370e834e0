import { hessian, hessianVectorProduct, jacobian, Variable, vectorJacobianProduct } from '@cloze/autograd'
import { add, log1p, mul, softmax, square, sum, tanh } from '@cloze/tensor'
import type { Calls, Value } from './calls.ts'

/** (n) to (n), or of matrices: each element depends on its row. */
const wave = (x: Variable): Variable => mul(softmax(tanh(x)), x)

/** (n) to a scalar. */
const energy = (x: Variable): Variable => add(sum(square(wave(x))), sum(log1p(square(x))))

/** Differentiable again where the place is a variable. */
const again = (x: Value) => ({ createGraph: x instanceof Variable })

/** Derivatives of functions, and theirs by the place. */
export const derivatives: Calls = {
  hessian: (_, x) => hessian(energy, x, again(x)),
  hessianVectorProduct: (_, x, v) => hessianVectorProduct(energy, x, v, again(x)),
  jacobian: (_, x) => jacobian(wave, x, again(x)),
  vectorJacobianProduct: (_, x, v) => vectorJacobianProduct(wave, x, v, again(x)),
}
