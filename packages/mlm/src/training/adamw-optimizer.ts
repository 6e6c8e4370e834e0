import type { Variable } from '@cloze/autograd'
import { adamW, adamWScalars, disposeOf, keep, type Moments, scope, type Tensor, zeros } from '@cloze/tensor'
import { clipping } from './clipping.ts'

export interface AdamWOptions {
  /** 0.9 where left out. */
  readonly beta1?: number
  /** 0.999 where left out. */
  readonly beta2?: number
  /** 1e-8 where left out. */
  readonly epsilon?: number
  /** Decoupled, for the parameters of `decays` alone; 0.01 where left out. */
  readonly weightDecay?: number
  /** The most that the gradients' global norm may be; 1 where left out. */
  readonly clipNorm?: number
  /** Which parameters decay; all but biases and layer norms where left out, as BERT was trained. */
  readonly decays?: (name: string) => boolean
}

export const decaysByName = (name: string): boolean => !name.endsWith('bias') && !name.includes('LayerNorm')

interface State {
  readonly variable: Variable
  readonly decays: boolean
  moments: Moments
}

/**
 * AdamW (Loshchilov & Hutter 2019) with clipping by the global norm. Its moments live until `dispose`.
 * @example
 * const optimizer = new AdamWOptimizer(model.parameters())
 * optimizer.step(gradients(loss, [...model.parameters().values()]), 1e-3)
 */
export class AdamWOptimizer {
  readonly #states: State[]
  readonly #options: Required<Omit<AdamWOptions, 'decays'>>
  // β₁ᵗ and β₂ᵗ by multiplication: Math.pow differs from one JavaScript engine to another.
  #power1 = 1
  #power2 = 1

  constructor(parameters: ReadonlyMap<string, Variable>, options: AdamWOptions = {}) {
    const { decays = decaysByName, ...given } = options
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 1, ...given }
    // In a scope, so that where one finds no room the others are let go of.
    const moments = scope(() =>
      [...parameters.values()].map(({ shape, value: { device } }) => ({
        first: zeros(shape, { device }),
        second: zeros(shape, { device }),
      })),
    )
    this.#states = [...parameters].flatMap(([name, variable], place) => {
      const own = moments[place]
      return own ? [{ variable, decays: decays(name), moments: keep(own) }] : []
    })
  }

  /**
   * Moves every parameter by its gradient.
   * @param gradients in the order of the parameters
   * @returns the gradients' global norm before clipping
   */
  step(gradients: readonly Tensor[], learningRate: number): Tensor {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.#options
    this.#power1 *= beta1
    this.#power2 *= beta2
    const corrections = { correction1: 1 - this.#power1, correction2: 1 - this.#power2 }
    return scope(() => {
      const { norm, scale } = clipping(gradients, clipNorm)
      const scalars = [0, weightDecay].map((decay) =>
        adamWScalars(
          { learningRate, beta1, beta2, epsilon, weightDecay: decay, ...corrections },
          norm.device,
        ),
      )
      this.#states.forEach((state, place) => {
        const [gradient, settings] = [gradients[place], scalars[state.decays ? 1 : 0]]
        if (!gradient || !settings) return
        const after = adamW(state.variable.value, gradient, state.moments, settings, scale)
        disposeOf(state.moments)
        state.moments = keep(after.moments)
        state.variable.assign(after.parameter)
      })
      return norm
    })
  }

  /** Lets go of the moments. */
  dispose(): void {
    for (const { moments } of this.#states) disposeOf(moments)
  }
}
