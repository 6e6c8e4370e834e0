/** The tables that end a run. */
import type { GrammarEvaluation, TextEvaluation, TextMetrics } from '@cloze/mlm/evaluation'
import { nats, percent, table } from '../terminal/results.ts'

export function grammarTable(evaluation: GrammarEvaluation): string {
  return [
    table([
      ['', 'loss', 'accuracy'],
      ['this model', nats(evaluation.loss), percent(evaluation.accuracy)],
      ...(evaluation.floor === undefined || evaluation.bestAccuracy === undefined
        ? []
        : [['best possible (the floor)', nats(evaluation.floor), percent(evaluation.bestAccuracy)]]),
      ['two-sided bigram', nats(evaluation.bigramLoss), percent(evaluation.bigramAccuracy)],
      ['unigram', nats(evaluation.unigramLoss), percent(evaluation.unigramAccuracy)],
    ]),
    '',
    gapLine(evaluation),
    `Agreement across attractors: ${percent(evaluation.agreement)} of verbs have their subject's number.`,
  ].join('\n')
}

function gapLine({ gap, gapInterval, floorUnknown, tokens }: GrammarEvaluation): string {
  const on = `on ${tokens.toLocaleString('en')} fresh masked tokens`
  if (gap === undefined || gapInterval === undefined)
    return `Measured ${on}. The best possible is not known: ${floorUnknown}.`
  const { low, high } = gapInterval
  return `Gap to the floor: ${nats(gap)} nats (95 % interval ${nats(low)} to ${nats(high)}) ${on}.`
}

/** @param part of the corpus that was scored */
export const textTable = (evaluation: TextEvaluation | TextMetrics, part: string): string =>
  [
    table([
      ['', `${part} loss`, 'accuracy'],
      ['this model', nats(evaluation.loss), percent(evaluation.accuracy)],
      ...('bigramLoss' in evaluation
        ? [
            ['two-sided bigram', nats(evaluation.bigramLoss), percent(evaluation.bigramAccuracy)],
            ['unigram', nats(evaluation.unigramLoss), percent(evaluation.unigramAccuracy)],
          ]
        : []),
    ]),
    '',
    `Perplexity ${evaluation.perplexity.toFixed(1)} on ${evaluation.tokens.toLocaleString('en')} masked tokens.`,
    ...('bigramLoss' in evaluation
      ? []
      : ['No baselines: all of the text is scored, which leaves none for them to count in.']),
  ].join('\n')

/** The keys of `--json` for the grammar. */
export const grammarJson = ({ gapInterval, ...evaluation }: GrammarEvaluation) => ({
  ...evaluation,
  ...(gapInterval && { gapInterval: [gapInterval.low, gapInterval.high] }),
  perplexity: Math.exp(evaluation.loss),
})
