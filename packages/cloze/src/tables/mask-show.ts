/** What masking does to a text, for a person to look at. */

import {
  type MaskingDescription,
  type MaskingOutcome,
  type MaskingStatistics,
  type ShownToken,
  strategyNamed,
} from '@cloze/mlm/masking'
import pc from 'picocolors'
import { percent, table } from '../terminal/results.ts'
import { visible } from '../terminal/visible.ts'

type Colours = ReturnType<typeof pc.createColors>

/** @param colour whether to colour; what is meant is written out all the same */
export function maskingText(
  statistics: MaskingStatistics,
  masking: MaskingDescription,
  colour: boolean,
): string {
  const colours = pc.createColors(colour)
  const { chosen, candidates, rate } = statistics
  const integer = (count: number) => count.toLocaleString('en-US')
  const ofChosen = (count: number) => percent(count / Math.max(1, chosen))
  return [
    headline(masking),
    '',
    ...(statistics.examples.length === 0 ? [] : [...examplesText(statistics, colours), '']),
    `${integer(statistics.sequences)} sequences: of ${integer(candidates)} tokens ${integer(chosen)} are to be predicted, ${percent(rate)}.`,
    `Of these ${ofChosen(statistics.masked)} show [MASK], ${ofChosen(statistics.replaced)} another word, ${ofChosen(statistics.kept)} themselves.`,
    ...(statistics.runs.length === 0 ? [] : ['', runsText(statistics)]),
  ].join('\n')
}

function examplesText({ examples }: MaskingStatistics, colours: Colours): string[] {
  const legend = [
    `${paint(colours, 'masked', '[word]')} shows [MASK]`,
    `${paint(colours, 'replaced', '[word→other]')} shows another word`,
    `${paint(colours, 'kept', '[word=]')} shows itself`,
  ]
  return [
    ...examples.map(({ tokens }) => tokens.map((token) => colored(token, colours)).join(' ')),
    '',
    legend.join(' · '),
  ]
}

function headline({ strategy, settings, rate, masked, replaced, duplicates }: MaskingDescription): string {
  const set = Object.entries(settings ?? {}).map(([key, value]) => `${key} ${String(value)}`)
  const rateText = typeof rate === 'number' ? String(rate) : `${rate.from}:${rate.to}`
  const shares = `masked ${masked}, replaced ${replaced}`
  const repeated = duplicates === undefined ? [] : [`duplicates ${duplicates}`]
  const given = strategyNamed(strategy, settings).amount === 'given'
  return [`masking ${strategy}`, ...set, ...(given ? [] : [`rate ${rateText}`]), shares, ...repeated].join(
    ' · ',
  )
}

/** How many tokens in a row are chosen. */
function runsText({ runs, meanRun }: MaskingStatistics): string {
  const total = runs.reduce((sum, { count }) => sum + count, 0)
  const most = Math.max(...runs.map(({ count }) => count))
  const rows = runs.map(({ length, count }) => [String(length), String(count), percent(count / total)])
  const lines = table([['tokens in a row', 'runs', 'share'], ...rows]).split('\n')
  const bars = runs.map(({ count }) => '█'.repeat(Math.ceil((30 * count) / most)))
  return [
    ...lines.map((line, index) => (index === 0 ? line : `${line}   ${bars[index - 1]}`)),
    `${meanRun.toFixed(2)} on the average`,
  ].join('\n')
}

function colored({ outcome, ...found }: ShownToken, colours: Colours): string {
  const [token, shown] = [visible(found.token), visible(found.shown)]
  const texts: Record<MaskingOutcome, string> = {
    unchosen: token,
    masked: `[${token}]`,
    replaced: `[${token}→${shown}]`,
    kept: `[${token}=]`,
  }
  return paint(colours, outcome, texts[outcome])
}

const paint = (colours: Colours, outcome: MaskingOutcome, text: string): string =>
  ({ unchosen: String, masked: colours.yellow, replaced: colours.red, kept: colours.green })[outcome](text)
