/** The flags that say how text is masked, made of the list of strategies. */

import {
  checkMasking,
  type Masking,
  type MaskRate,
  maskingDefaults,
  type StrategyKind,
  strategies,
  strategyKindNamed,
} from '@cloze/mlm/masking'
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { InvalidArgumentError } from 'commander'
import { UsageError } from '../terminal/exit.ts'
import { closedShare, integerFrom, rate } from './flags.ts'

const kinds: readonly StrategyKind[] = strategies

/** The settings of all strategies, each once, with the strategies that have it. */
const settings = [...new Set(kinds.flatMap(({ options }) => Object.keys(options.shape)))].map((key) => {
  const owners = kinds.filter(({ options }) => key in options.shape)
  const description = owners.map(({ options }) => options.shape[key]?.description).find(Boolean) ?? ''
  return { key, owners, description }
})

const flagOf = (key: string): string => `--mask-${key}`
/** As commander names what `flagOf` gives. */
const attributeOf = (key: string): string => `mask${key[0]?.toUpperCase()}${key.slice(1)}`
const namesOf = (owners: readonly StrategyKind[]): string => owners.map(({ name }) => name).join(', ')

/** Adds the flags to a command, and after its help what each strategy is. */
export function addMaskingFlags<Given extends CommandUnknownOpts>(command: Given): Given {
  command.addOption(
    new Option(
      '--masking <strategy>',
      'how the tokens to predict are chosen, random where left out; see below',
    ).choices(kinds.map(({ name }) => name)),
  )
  for (const { key, owners, description } of settings)
    command.option(`${flagOf(key)} <${key}>`, `of ${namesOf(owners)}: ${description}`)
  command
    .option(
      '--mask-rate <share>',
      'the share of tokens to predict, or FROM:TO for one that changes in a line over the run; 0.15 where left out',
      maskRate,
    )
    .option('--masked <share>', 'of these, the share that shows [MASK]; 0.8 where left out', closedShare)
    .option(
      '--replaced <share>',
      'and the share that shows a random word; 0.1 where left out. The rest shows itself',
      closedShare,
    )
    .option(
      '--duplicates <count>',
      'static masking: each sequence is masked in so many ways, over and over; new masks in every epoch where left out',
      integerFrom(1),
    )
  return command.addHelpText('after', `\nMasking strategies:\n${strategiesHelp()}`)
}

/** A line for each strategy, and examples of its flags. */
const strategiesHelp = (): string =>
  kinds
    .flatMap(({ name, summary, source, examples }) => [
      `  ${name.padEnd(12)}${summary} (${source})`,
      ...examples
        .filter((example) => Object.keys(example).length > 0)
        .map((example) => `  ${''.padEnd(12)}--masking ${name} ${written(example)}`),
    ])
    .join('\n')

const written = (example: Readonly<Record<string, unknown>>): string =>
  Object.entries(example)
    .map(([key, value]) => `${flagOf(key)} ${String(value)}`)
    .join(' ')

/**
 * The masking that flags ask for.
 * @param flags as commander gives them
 * @param base what holds where they say nothing: BERT's, or a run's
 * @throws UsageError on flags of another strategy; MaskingError on what can't be
 */
export function readMasking(flags: Readonly<Record<string, unknown>>, base: Masking = {}): Masking {
  const before = base.strategy ?? maskingDefaults.strategy
  const kind = strategyKindNamed(typeof flags.masking === 'string' ? flags.masking : before.name)
  const given = settings.filter(({ key }) => flags[attributeOf(key)] !== undefined)
  for (const { key, owners } of given)
    if (!owners.includes(kind))
      throw new UsageError(
        `${flagOf(key)} ${flags[attributeOf(key)]}: is of --masking ${namesOf(owners)}, not of ${kind.name}`,
      )
  const kept = kind.name === before.name && given.length === 0
  const strategy = kept
    ? before
    : kind.create(Object.fromEntries(given.map(({ key }) => [key, flags[attributeOf(key)]])))
  if (flags.maskRate !== undefined && strategy.amount === 'given')
    throw new UsageError(
      `--mask-rate ${rateText(flags.maskRate)}: leave it out; --masking ${kind.name} with these settings says itself which tokens are chosen`,
    )
  const masking: Masking = {
    ...base,
    strategy,
    ...(isRate(flags.maskRate) && { rate: flags.maskRate }),
    ...(typeof flags.masked === 'number' && { masked: flags.masked }),
    ...(typeof flags.replaced === 'number' && { replaced: flags.replaced }),
    ...(typeof flags.duplicates === 'number' && { duplicates: flags.duplicates }),
  }
  checkMasking(masking)
  return masking
}

const isRate = (value: unknown): value is MaskRate =>
  typeof value === 'number' || (typeof value === 'object' && value !== null && 'from' in value)

const rateText = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value
    ? `${value.from}:${value.to}`
    : String(value)

/** `0.15`, or `0.3:0.15`. */
function maskRate(text: string): MaskRate {
  const [from = '', to, ...more] = text.split(':')
  if (more.length > 0)
    throw new InvalidArgumentError('It must be one share, such as 0.15, or two, such as 0.3:0.15.')
  return to === undefined ? rate(from) : { from: rate(from), to: rate(to) }
}
