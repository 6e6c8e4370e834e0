import { OptimizerError } from '../optimizer-error.ts'
import { adamKind } from './adam.ts'
import { adamWKind } from './adamw.ts'
import type { OptimizerKind } from './optimizer.ts'
import { sgdKind } from './sgd.ts'

/** Every optimizer: what the property tests are made of, and what a choice among them should be. */
export const optimizers = [adamWKind, adamKind, sgdKind] as const satisfies readonly OptimizerKind[]

/** The name of one of `optimizers`. */
export type OptimizerName = (typeof optimizers)[number]['name']

/**
 * An optimizer of the list by its name.
 * @throws OptimizerError on a name that none has
 * @example
 * const w = parameter(tensor([1, 2]))
 * optimizerNamed('adamw').create({ w }, { weightDecay: 0.1 }).name // 'adamw'
 */
export function optimizerNamed(name: string): OptimizerKind {
  const found = optimizers.find((each) => each.name === name)
  if (found === undefined)
    throw new OptimizerError(
      `no optimizer ${name}; there is ${optimizers.map((each) => each.name).join(', ')}`,
    )
  return found
}
