import { full, scope, type Tensor } from '@cloze/tensor'
import { checkOptions } from '@cloze/tensor/extend'
import { checkLoss, checkUsed, checkVariables } from './checks.ts'
import { Variable } from './tape.ts'
import { pullBack } from './walk.ts'

/** What becomes of the graph, and of variables that the loss does not depend on. */
export interface GradientOptions {
  /** Makes the gradients variables that can be differentiated again, and keeps the graph for another pass. */
  readonly createGraph?: boolean
  /** Keeps the graph for another pass, as `createGraph` does. PyTorch's `retain_graph`. */
  readonly retainGraph?: boolean
  /** Gives undefined for a variable that the loss does not depend on, instead of an error. */
  readonly allowUnused?: boolean
}

type Variables = readonly Variable[]

type Graph<Created extends boolean> = { readonly createGraph: Created; readonly retainGraph?: boolean }

/** One for each variable that is wanted, in their order. */
type ForEach<Wanted extends Variables, Gradient> = { -readonly [Place in keyof Wanted]: Gradient }

/**
 * ∂loss/∂x for each x of `wanted`. Zeros where the loss depends on x in steps alone, as through `floor`, whose
 * derivative is 0. What the tape kept is freed as it is used.
 * @param loss one element
 * @param options.createGraph gives variables, which can be differentiated again; not where left out
 * @param options.retainGraph keeps what the tape kept, for another pass; not where left out
 * @throws GradientError that names the first variable which the loss does not depend on, unless `allowUnused`
 * @example
 * const [x, y] = [parameter(tensor([1, 2])), parameter(tensor([3]))]
 * const [dx, none] = gradients(sum(square(x)), [x, y], { allowUnused: true })
 * await dx?.data() // [2, 4]
 * none // undefined
 */
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: Graph<true> & { readonly allowUnused: true },
): ForEach<Wanted, Variable | undefined>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: Graph<true> & { readonly allowUnused?: false },
): ForEach<Wanted, Variable>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: Partial<Graph<false>> & { readonly allowUnused: true },
): ForEach<Wanted, Tensor | undefined>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options?: Partial<Graph<false>> & { readonly allowUnused?: false },
): ForEach<Wanted, Tensor>
export function gradients<const Wanted extends Variables>(
  loss: Variable,
  wanted: Wanted,
  options: GradientOptions,
): ForEach<Wanted, Tensor | Variable | undefined>
export function gradients(
  loss: Variable,
  wanted: Variables,
  options: GradientOptions = {},
): (Tensor | Variable | undefined)[] {
  const names = { createGraph: true, retainGraph: true, allowUnused: true } as const
  const {
    createGraph = false,
    retainGraph = false,
    allowUnused = false,
  } = checkOptions('gradients', options, names)
  checkLoss('gradients', loss)
  checkVariables('gradients', wanted)
  return scope(() => {
    if (!allowUnused) checkUsed(loss, wanted)
    const one = full(loss.shape, 1, { device: loss.value.device })
    const pass = { createGraph, retainGraph: retainGraph || createGraph }
    return pullBack(loss, createGraph ? new Variable(one) : one, wanted, pass)
  })
}
