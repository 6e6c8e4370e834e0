/** What a backward pass can start from, and what it can give. */
import { formatShape, sizeOf } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import { shouldBe, shouldBeList } from './given.ts'
import { Variable } from './tape.ts'
import { keyOf, nodesTowards } from './way.ts'

export function checkLoss(name: string, loss: Variable): void {
  if (!(loss instanceof Variable))
    throw new GradientError(`${name}: ${shouldBe('the loss', 'a variable, made from a parameter', loss)}`)
  if (sizeOf(loss.shape) !== 1)
    throw new GradientError(
      `${name}: the loss has shape ${formatShape(loss.shape)}, not one element; take its sum or its mean`,
    )
}

export function checkVariables(name: string, wanted: readonly Variable[]): void {
  const wrong = shouldBeList('variable', Variable, wanted)
  if (wrong) throw new GradientError(`${name}: ${wrong}`)
}

/** Asked before anything is computed or let go of. */
export function checkUsed(loss: Variable, wanted: readonly Variable[]): void {
  const { leads } = nodesTowards(new Set(wanted.map(keyOf)), loss)
  wanted.forEach((variable, index) => {
    if (leads(keyOf(variable))) return
    const { name, shape, isParameter, node } = variable
    const which = `variable ${index}${name === undefined ? '' : `, ${name},`} of shape ${formatShape(shape)}`
    const why =
      isParameter || node
        ? 'it was not used, or only its value was'
        : 'it is a constant, neither a parameter nor made from one'
    throw new GradientError(
      `gradients: the loss does not depend on ${which}: ${why}; leave it out, or pass allowUnused to get undefined for it`,
    )
  })
}
