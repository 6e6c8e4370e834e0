/** The tables that end a run. */
import type { GrammarEvaluation, TextEvaluation, TextMetrics } from '@cloze/mlm/evaluation'
import { nats, percent, table } from '../terminal/results.ts'

export function grammarTable(report: GrammarEvaluation): string {
  return [
    table([
      ['', 'loss', 'accuracy'],
      ['this model', nats(report.loss), percent(report.accuracy)],
      ...(report.floor === undefined || report.bestAccuracy === undefined
        ? []
        : [['best possible (the floor)', nats(report.floor), percent(report.bestAccuracy)]]),
      ['two-sided bigram', nats(report.bigramLoss), percent(report.bigramAccuracy)],
      ['unigram', nats(report.unigramLoss), percent(report.unigramAccuracy)],
    ]),
    '',
    gapLine(report),
    `Agreement across attractors: ${percent(report.agreement)} of verbs have their subject's number.`,
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
export const textTable = (report: TextEvaluation | TextMetrics, part: string): string =>
  [
    table([
      ['', `${part} loss`, 'accuracy'],
      ['this model', nats(report.loss), percent(report.accuracy)],
      ...('bigramLoss' in report
        ? [
            ['two-sided bigram', nats(report.bigramLoss), percent(report.bigramAccuracy)],
            ['unigram', nats(report.unigramLoss), percent(report.unigramAccuracy)],
          ]
        : []),
    ]),
    '',
    `Perplexity ${report.perplexity.toFixed(1)} on ${report.tokens.toLocaleString('en')} masked tokens.`,
    ...('bigramLoss' in report
      ? []
      : ['No baselines: all of the text is scored, which leaves none for them to count in.']),
  ].join('\n')

/** The keys of `--json` for the grammar. */
export const grammarJson = ({ gapInterval, ...report }: GrammarEvaluation) => ({
  ...report,
  ...(gapInterval && { gapInterval: [gapInterval.low, gapInterval.high] }),
  perplexity: Math.exp(report.loss),
})
