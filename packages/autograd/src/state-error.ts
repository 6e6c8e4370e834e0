/**
 * A model that is not made of parameters, or a state that is not of the model; the message names what is wrong and what
 * would be right.
 * @example
 * loadState({ w: parameter(tensor([1, 2])) }, { w: tensor([3]) })
 * // throws StateError: loadState: w has shape [1], where the model has [2]
 */
export class StateError extends Error {
  override readonly name = 'StateError'
}
