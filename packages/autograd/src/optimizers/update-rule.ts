/** An optimizer from its rule: how one parameter moves. Counting, checking, keeping and loading are the same for all. */
import {
  type Device,
  disposeOf,
  formatShape,
  keep,
  sameShape,
  scope,
  type Tensor,
  tensor,
  zeros,
} from '@cloze/tensor'
import { OptimizerError } from '../errors.ts'
import type { Variable } from '../tape.ts'
import { checkState } from './check-state.ts'
import type { NamedParameters, Optimizer, OptimizerState, StepOptions } from './optimizer.ts'

/** One parameter in a step. */
export interface Moving<Buffer extends string> {
  readonly name: string
  readonly parameter: Tensor
  readonly gradient: Tensor
  /** What the gradient is to be multiplied by. */
  readonly scale: Tensor | number
  readonly buffers: Readonly<Record<Buffer, Tensor>>
}

/** It, and what is kept of it, after the step: new tensors. */
export interface Moved<Buffer extends string> {
  readonly parameter: Tensor
  readonly buffers: Readonly<Record<Buffer, Tensor>>
}

/** What an optimizer's file writes down. */
export interface UpdateRule<Buffer extends string> {
  readonly name: string
  /** What is kept of each parameter from step to step, zeros at first: the names that the state has for them. */
  readonly buffers: readonly Buffer[]
  /**
   * Called once a step, for what all parameters share; what it gives is called for each of them.
   * @param step counts from 1
   */
  begin(step: number, learningRate: number, device: Device): (moving: Moving<Buffer>) => Moved<Buffer>
}

interface Slot<Buffer extends string> {
  readonly name: string
  readonly variable: Variable
  buffers: Readonly<Record<Buffer, Tensor>>
}

/**
 * The optimizer that follows a rule.
 * @example
 * const descent = (parameters: NamedParameters) =>
 *   optimizerOf(parameters, {
 *     name: 'descent',
 *     buffers: [],
 *     begin: (_, learningRate) => ({ parameter, gradient, scale }) => ({
 *       parameter: sub(parameter, mul(mul(gradient, scale), learningRate)),
 *       buffers: {},
 *     }),
 *   })
 */
export function optimizerOf<Buffer extends string>(
  parameters: NamedParameters,
  rule: UpdateRule<Buffer>,
): Optimizer {
  const { name } = rule
  const buffersOf = (make: (buffer: Buffer) => Tensor) =>
    Object.fromEntries(rule.buffers.map((buffer) => [buffer, make(buffer)])) as Record<Buffer, Tensor>
  // In a scope, so that where one finds no room the others are let go of.
  const slots: readonly Slot<Buffer>[] = keep(
    scope(() =>
      [...parameters].map(([name, variable]) => {
        const { shape, value } = variable
        return { name, variable, buffers: buffersOf(() => zeros(shape, { device: value.device })) }
      }),
    ),
  )
  let taken = 0

  return {
    name,

    step(gradients: readonly Tensor[], { learningRate, scale = 1 }: StepOptions): void {
      const pairs = paired(name, slots, gradients)
      if (!(learningRate >= 0))
        throw new OptimizerError(`${name}: a learning rate of ${learningRate} is none`)
      const [first] = slots
      if (first === undefined) return
      scope(() => {
        const move = rule.begin(taken + 1, learningRate, first.variable.value.device)
        taken += 1
        for (const { slot, gradient } of pairs) {
          const { variable, buffers } = slot
          const after = move({ name: slot.name, parameter: variable.value, gradient, scale, buffers })
          disposeOf(buffers)
          slot.buffers = keep(after.buffers)
          variable.assign(after.parameter)
        }
      })
    },

    async state(): Promise<OptimizerState> {
      const step = taken
      const read = rule.buffers.map(async (buffer) => {
        const values = slots.map(async ({ name, buffers }) => [name, await buffers[buffer].data()] as const)
        return [buffer, Object.fromEntries(await Promise.all(values))] as const
      })
      return { optimizer: name, step, buffers: Object.fromEntries(await Promise.all(read)) }
    },

    load(state: OptimizerState): void {
      const valuesOf = checkState(name, rule.buffers, parameters, state)
      const loaded = keep(
        scope(() =>
          slots.map((slot) => {
            const { shape, value } = slot.variable
            const read = (buffer: Buffer) =>
              tensor(valuesOf(buffer, slot.name), { shape, device: value.device })
            return { slot, buffers: buffersOf(read) }
          }),
        ),
      )
      for (const { slot, buffers } of loaded) {
        disposeOf(slot.buffers)
        slot.buffers = buffers
      }
      taken = state.step
    },

    dispose: () => disposeOf(slots.map(({ buffers }) => buffers)),
  }
}

/** @throws OptimizerError where they don't belong together */
function paired<Buffer extends string>(
  optimizer: string,
  slots: readonly Slot<Buffer>[],
  gradients: readonly Tensor[],
): { slot: Slot<Buffer>; gradient: Tensor }[] {
  if (gradients.length !== slots.length)
    throw new OptimizerError(
      `${optimizer}: ${gradients.length} gradients for ${slots.length} parameters; it needs one for each, in their order`,
    )
  return slots.map((slot, place) => {
    const gradient = gradients[place]
    const { shape } = slot.variable
    if (gradient === undefined || !sameShape(gradient.shape, shape))
      throw new OptimizerError(
        `${optimizer}: gradient ${place} has shape ${gradient ? formatShape(gradient.shape) : 'none'}, where ${slot.name} has ${formatShape(shape)}; gradients come in the order of the parameters`,
      )
    return { slot, gradient }
  })
}
