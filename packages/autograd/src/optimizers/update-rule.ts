/** An optimizer from its rule: how one parameter moves. Counting, checking, keeping and loading are the same for all. */
import { type Device, holds, keep, scope, Tensor, type Values } from '@cloze/tensor'
import { checkOptions, formatShape, sameShape } from '@cloze/tensor/extend'
import { clearGradients } from '../backward.ts'
import { shouldBe } from '../given.ts'
import { OptimizerError } from '../optimizer-error.ts'
import { type NamedParameters, type ParameterTree, parametersOf } from '../parameters.ts'
import { Variable } from '../tape.ts'
import { type Block, blocksOf, canLieFlat } from './blocks.ts'
import { checkState } from './check-state.ts'
import {
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  optimizerNames,
  type StepOptions,
} from './optimizer.ts'

/** What moves in one go: a parameter, or several of a group end to end. */
export interface Moving<Buffer extends string> {
  /** What `groupOf` says of it; its name where the rule has no groups. */
  readonly group: string
  readonly parameter: Tensor
  readonly gradient: Tensor
  /** What the gradient is to be multiplied by. */
  readonly scale: Tensor | number
  readonly buffers: Readonly<Record<Buffer, Tensor>>
  /** Whether the parameter and the buffers may be written to and given back: nobody else holds them. */
  readonly inPlace: boolean
}

/**
 * It, and what is kept of it, after the step: new tensors, or those that were given, written to. The optimizer disposes of them
 * when the next come: what somebody else holds, as the gradient is held by the trainer, is given as an `alias()`.
 */
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
   * Of a rule that moves each number by itself: parameters of a group move alike, and may lie end to end. Left out, each
   * moves alone, in its own shape.
   */
  readonly groupOf?: (name: string) => string
  /**
   * Called once a step, for what all parameters share; what it gives is called for each that moves.
   * @param step counts from 1
   */
  begin(step: number, learningRate: number, device: Device): (moving: Moving<Buffer>) => Moved<Buffer>
}

/**
 * The optimizer that follows a rule.
 * @param options.flat whether the parameters of a group lie end to end in one buffer, so that a step is one sweep for
 * each; where the rule and the device allow it, if left out. No bit depends on it
 * @throws OptimizerError where they should, and can't
 * @example
 * const descent = (parameters: ParameterTree) =>
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
  model: ParameterTree,
  rule: UpdateRule<Buffer>,
  options: OptimizerOptions = {},
): Optimizer {
  const { name, groupOf = (parameter: string) => parameter } = rule
  checkOptions(name, options, optimizerNames)
  const parameters = isNamed(model) ? model : parametersOf(name, model)
  const can = rule.groupOf !== undefined && canLieFlat(parameters)
  const { flat = can } = options
  if (flat && !can)
    throw new OptimizerError(
      `${name}: its parameters can't lie flat; that needs a rule with groups, and one device that has parts of buffers, such as cpu`,
    )
  const { learningRate: usual } = options
  checkDistinct(name, parameters)
  if (options.weightDecay !== undefined && !(options.weightDecay >= 0 && options.weightDecay < Infinity))
    throw new OptimizerError(`${name}: weightDecay is ${options.weightDecay}; it should be a number from 0`)
  const blocks = blocksOf(parameters, { flat, buffers: rule.buffers, groupOf })
  let taken = 0

  return {
    name,

    step(given?: readonly Tensor[], options: StepOptions = {}): void {
      checkOptions(`${name}: step`, options, { learningRate: true, scale: true })
      const { learningRate: own, scale = 1 } = options
      const gradients = given === undefined ? leftBehind(name, parameters) : given
      const learningRate = own ?? (typeof usual === 'function' ? usual(taken) : usual)
      checkGradients(name, parameters, gradients)
      if (learningRate === undefined || !(learningRate >= 0 && learningRate < Infinity))
        throw new OptimizerError(
          learningRate === undefined
            ? `${name}: there is no learningRate; give it to the optimizer or to the step`
            : `${name}: a learning rate of ${learningRate} is none`,
        )
      if (typeof scale !== 'number' && scale.shape.length > 0)
        throw new OptimizerError(`${name}: scale is a scalar, not ${formatShape(scale.shape)}`)
      scope(() => {
        const [first] = parameters.values()
        if (first === undefined) return
        const move = rule.begin(taken + 1, learningRate, first.value.device)
        taken += 1
        for (const block of blocks) {
          const { group, buffers } = block
          const parameter = block.laid()
          const gradient = block.gradient(gradients)
          const inPlace = block.isWritable(parameter)
          const after = move({ group, parameter, gradient, scale, buffers, inPlace })
          block.keep(after.buffers)
          block.take(after.parameter)
        }
      })
      if (given === undefined) clearGradients(parameters.values())
    },

    async state(): Promise<OptimizerState> {
      const step = taken
      const read = rule.buffers.map(async (buffer) => [buffer, await valuesOf(blocks, buffer)] as const)
      return { optimizer: name, step, buffers: Object.fromEntries(await Promise.all(read)) }
    },

    load(state: OptimizerState): void {
      const values = checkState(name, rule.buffers, parameters, state)
      const loaded = keep(
        scope(() =>
          blocks.map((block) => block.buffersOf((buffer, parameter) => values(buffer, parameter.name))),
        ),
      )
      blocks.forEach((block, index) => {
        const buffers = loaded[index]
        if (buffers) block.keep(buffers)
      })
      taken = state.step
    },

    dispose() {
      for (const block of blocks) block.dispose()
    },

    [holds]: () => blocks.map((block) => block.buffers),
  }
}

/** What is kept in a buffer, by the parameter's name. */
async function valuesOf<Buffer extends string>(
  blocks: readonly Block<Buffer>[],
  buffer: Buffer,
): Promise<Record<string, Values>> {
  const all = blocks.map(async (block) => block.split(await block.buffers[buffer].data()))
  return Object.fromEntries((await Promise.all(all)).flat())
}

/** By whole names already, in the order of the gradients. */
const isNamed = (model: ParameterTree): model is NamedParameters =>
  model instanceof Map && [...model.values()].every((each) => each instanceof Variable && each.isParameter)

/** What `backward` left on the parameters. @throws OptimizerError that names the first on which there is nothing */
const leftBehind = (optimizer: string, parameters: NamedParameters): readonly Tensor[] =>
  Array.from(parameters, ([name, { gradient }]) => {
    if (gradient) return gradient
    throw new OptimizerError(
      `${optimizer}: ${name} has no gradient; call backward before the step, or give the gradients to it`,
    )
  })

/** @throws OptimizerError on a parameter that is there under two names: it would move twice */
function checkDistinct(optimizer: string, parameters: NamedParameters): void {
  const names = new Map<Variable, string>()
  for (const [name, variable] of parameters) {
    const other = names.get(variable)
    if (other !== undefined)
      throw new OptimizerError(`${optimizer}: ${other} and ${name} are one parameter; give it once`)
    names.set(variable, name)
  }
}

/** @throws OptimizerError where they are not those of the parameters */
function checkGradients(optimizer: string, parameters: NamedParameters, gradients: readonly Tensor[]): void {
  if (!Array.isArray(gradients))
    throw new OptimizerError(
      `${optimizer}: ${shouldBe('what a step is given', 'a list of gradients', gradients)}`,
    )
  if (gradients.length !== parameters.size)
    throw new OptimizerError(
      `${optimizer}: ${gradients.length} gradients for ${parameters.size} parameters; it needs one for each, in their order`,
    )
  for (const [index, [name, { shape, value }]] of [...parameters].entries()) {
    const gradient = gradients[index]
    if (!(gradient instanceof Tensor) || gradient.disposed || gradient.dtype === 'int32')
      throw new OptimizerError(
        `${optimizer}: gradient ${index}, of ${name}, should be a tensor of floats that was not disposed of`,
      )
    if (gradient.device !== value.device)
      throw new OptimizerError(
        `${optimizer}: gradient ${index} is on ${gradient.device.name}, where ${name} is on ${value.device.name}`,
      )
    if (!sameShape(gradient.shape, shape))
      throw new OptimizerError(
        `${optimizer}: gradient ${index} has shape ${formatShape(gradient.shape)}, where ${name} has ${formatShape(shape)}; gradients come in the order of the parameters`,
      )
  }
}
