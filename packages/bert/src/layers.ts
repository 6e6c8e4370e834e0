import type { Variable } from '@cloze/autograd'
import { type Activation, addLayerNorm, dropoutKey, layerNorm, linear, scope } from '@cloze/tensor'
import type { Arrangement } from './arrangement.ts'
import type { BertConfig } from './config.ts'
import type { Parameters } from './parameters.ts'

// … is (B, S) of sequences with padding, (T) of sequences end to end · H hidden · I intermediate

/** What dropout's bits follow from; leave it out and nothing is dropped. */
export interface DropoutStep {
  readonly seed: number
  readonly step: number
  /** The number of the batch's first example within the step, for a step that is split over batches. */
  readonly firstExample?: number
}

/** Drops cells at a named site of the model. */
export type Drop = (x: Variable, site: string, rate: number) => Variable

export function dropper({ drop }: Arrangement, step: DropoutStep | undefined): Drop {
  if (step === undefined) return (x) => x
  return (x, site, rate) => drop(x, dropoutAt(step, site, rate))
}

const dropoutAt = ({ seed, step, firstExample = 0 }: DropoutStep, site: string, rate: number) => ({
  rate,
  key: dropoutKey(seed, step, site),
  firstExample,
})

export const denseLayer = (x: Variable, parameters: Parameters<Variable>, activation: Activation = 'none') =>
  linear(x, parameters.get('weight'), parameters.get('bias'), { activation })

export const normLayer = (x: Variable, parameters: Parameters<Variable>, { layerNormEps }: BertConfig) =>
  layerNorm(x, parameters.get('weight'), parameters.get('bias'), { epsilon: layerNormEps })

/** What a part of a layer gives, added to what went in and normalised. */
const addNormLayer = (
  x: Variable,
  residual: Variable,
  parameters: Parameters<Variable>,
  { layerNormEps }: BertConfig,
) => addLayerNorm(x, residual, parameters.get('weight'), parameters.get('bias'), { epsilon: layerNormEps })

/** Layer `number` of the encoder: attention, then the feed-forward part, each added to its input and normalised. */
export function encoderLayer(
  hidden: Variable, // (…, H)
  arrangement: Arrangement,
  all: Parameters<Variable>,
  number: number,
  config: BertConfig,
  step: DropoutStep | undefined,
): Variable {
  const layer = all.in(`bert.encoder.layer.${number}`)
  const drop = dropper(arrangement, step)
  const site = `layer ${number}`
  return scope(() => {
    const self = layer.in('attention.self')
    const query = denseLayer(hidden, self.in('query')) // (…, H)
    const key = denseLayer(hidden, self.in('key')) // (…, H)
    const value = denseLayer(hidden, self.in('value')) // (…, H)
    const rate = config.attentionProbsDropoutProb
    const context = arrangement.attend(query, key, value, {
      heads: config.numAttentionHeads,
      dropout: step && rate > 0 ? dropoutAt(step, `${site} attention weights`, rate) : undefined,
    }) // (…, H)

    const attended = layer.in('attention.output')
    const projected = drop(
      denseLayer(context, attended.in('dense')),
      `${site} attention`,
      config.hiddenDropoutProb,
    )
    const between = addNormLayer(projected, hidden, attended.in('LayerNorm'), config) // (…, H)

    const inner = denseLayer(between, layer.in('intermediate.dense'), config.hiddenAct) // (…, I)
    const fed = layer.in('output')
    const outer = drop(denseLayer(inner, fed.in('dense')), `${site} output`, config.hiddenDropoutProb)
    return addNormLayer(outer, between, fed.in('LayerNorm'), config) // (…, H)
  })
}
