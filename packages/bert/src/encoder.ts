import type { Variable } from '@cloze/autograd'
import { scope } from '@cloze/tensor'
import { selfAttention } from './attention.ts'
import type { BertConfig } from './config.ts'
import { embeddings } from './embeddings.ts'
import { dense, drop, layerNorm, type Pass } from './layers.ts'
import { module } from './module.ts'

// … is (B, S) of sequences with padding, (T) of sequences end to end · H hidden · I intermediate · h heads

/** What a part of a layer gives, brought to H, added to what went into the part, and normalised. */
const residualOutput = (input: number, config: BertConfig, site: string) =>
  module(
    {
      dense: dense(input, config.hiddenSize),
      LayerNorm: layerNorm(config.hiddenSize, config.layerNormEps),
    },
    (p, x: Variable, residual: Variable, pass: Pass) => {
      const projected = drop(p.dense(x), site, config.hiddenDropoutProb, pass) // (…, H)
      return p.LayerNorm(projected, residual) // (…, H)
    },
  )

interface LayerOutput {
  readonly hidden: Variable // (…, H)
  readonly probabilities?: Variable // (B, h, S, S)
}

/** Layer `number` of the encoder: attention, then the feed-forward part, each added to its input and normalised. */
const encoderLayer = (config: BertConfig, number: number) => {
  const { hiddenSize: H, intermediateSize: I, hiddenAct } = config
  const site = `layer ${number}`
  return module(
    {
      attention: {
        self: selfAttention(config, site),
        output: residualOutput(H, config, `${site} attention`),
      },
      intermediate: { dense: dense(H, I, hiddenAct) },
      output: residualOutput(I, config, `${site} output`),
    },
    (p, hidden: Variable, pass: Pass): LayerOutput =>
      scope(() => {
        const { context, ...rest } = p.attention.self(hidden, pass) // (…, H)
        const between = p.attention.output(context, hidden, pass) // (…, H)
        const inner = p.intermediate.dense(between) // (…, I)
        return { hidden: p.output(inner, between, pass), ...rest } // (…, H)
      }),
  )
}

/** What an encoder gives, laid out as the batch's layout is. */
export interface Encoded {
  /** The embeddings, then what each layer gives; the last is the encoder's output. */
  readonly hiddenStates: readonly Variable[] // (…, H) each
  readonly lastHiddenState: Variable // (…, H)
  /** One a layer, where the pass asks for them. */
  readonly attentions: readonly Variable[] // (B, h, S, S) each
}

/**
 * BERT without a head: embeddings, then layer upon layer. Devlin et al. 2018.
 * @param config how wide and deep it is
 * @returns a module, to be part of a model: of a pass it gives the hidden states, (B, S, H) or (T, H), as the batch lies
 * @example
 * const config = bertConfig({ ...sizes.tiny, vocabSize: 1000 })
 * const bert = encoder(config)
 * bert.parts.embeddings.parts.word_embeddings.parts.weight.shape // [1000, 128]
 */
export const encoder = (config: BertConfig) =>
  module(
    {
      embeddings: embeddings(config),
      encoder: {
        layer: Array.from({ length: config.numHiddenLayers }, (_, number) => encoderLayer(config, number)),
      },
    },
    (p, pass: Pass): Encoded => {
      let hidden = p.embeddings(pass) // (…, H)
      const hiddenStates = [hidden]
      const attentions: Variable[] = []
      for (const layer of p.encoder.layer) {
        const { hidden: next, probabilities } = layer(hidden, pass) // (…, H)
        hiddenStates.push(next)
        if (probabilities) attentions.push(probabilities)
        hidden = next
      }
      return { hiddenStates, lastHiddenState: hidden, attentions }
    },
  )
