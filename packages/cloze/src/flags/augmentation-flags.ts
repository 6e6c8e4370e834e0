/** The flags that say what changed copies are made of documents. */

import { type AugmentationKind, augmentations } from '@cloze/mlm/augmentation'
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { InvalidArgumentError } from 'commander'
import * as z from 'zod'
import { UsageError } from '../terminal/exit.ts'
import { closedShare, integerFrom } from './flags.ts'

/** A command has flags of its own for the rate, the copies and the model, which may be called --augment-rate, …. */
type FlagPrefix = '' | 'augment-'

const flags = (prefix: FlagPrefix) => [
  new Option('--augment <names>', `what is done to a copy, in this order: ${summaries()}`).argParser(names),
  new Option(
    `--${prefix}rate <share>`,
    'the share of the words that each augmentation changes; 0.1 where left out',
  ).argParser(closedShare),
  new Option(
    `--${prefix}copies <count>`,
    'of each document; copy k is what epoch k sees; 1 where left out',
  ).argParser(integerFrom(1)),
  new Option('--synonyms <file>', 'a line a set of words, as big, large, huge'),
  new Option('--translator <url>', 'a server that translates, asked as LibreTranslate is'),
  new Option('--from <language>', 'the language of the text, for --translator; en where left out'),
  new Option(
    '--to <languages>',
    'into which to translate and back; of several, each copy is given one',
  ).argParser(list),
  new Option('--cache <folder>', 'where translations are kept; .cloze/translations where left out'),
  new Option(
    `--${prefix}model <folder>`,
    'a model folder, for paraphrase, and for synonyms where there is no --synonyms',
  ),
]

const schema = z.object({
  augment: z.array(z.string()).optional(),
  rate: z.number().default(0.1),
  copies: z.int().default(1),
  synonyms: z.string().optional(),
  translator: z.string().optional(),
  from: z.string().default('en'),
  to: z.array(z.string()).optional(),
  cache: z.string().default('.cloze/translations'),
  model: z.string().optional(),
})

/** What the command line says of the copies, and what holds where it says nothing. */
export interface AugmentationFlags extends Readonly<z.output<typeof schema>> {
  readonly augment: string[]
}

const translates = ({ needs }: AugmentationKind) => needs === 'backTranslation'

/** Which augmentations a flag is for, where not all. */
const isFor: Readonly<Record<string, (kind: AugmentationKind) => boolean>> = {
  synonyms: ({ needs, takes }) => needs === 'synonyms' || takes === 'synonyms',
  translator: translates,
  from: translates,
  to: translates,
  cache: translates,
  model: ({ needs }) => needs === 'maskFiller' || needs === 'synonyms', // whose nearest words they are
}

/** Adds the flags to a command, whose action reads them with `augmentationFlags`. */
export function withAugmentationFlags<Flagged extends CommandUnknownOpts>(
  command: Flagged,
  prefix: FlagPrefix = '',
): Flagged {
  for (const flag of flags(prefix)) command.addOption(flag)
  return command
}

/**
 * Of all options of a command, those that say how documents are changed; nothing where no flag says that they are.
 * @throws UsageError where `--augment` is missing, but not what belongs to it; on a flag that none of the named reads; on
 * back-translation without a translator or a language
 */
export function augmentationFlags(options: object, prefix: FlagPrefix = ''): AugmentationFlags | undefined {
  const keys = flags('').map((flag) => flag.attributeName())
  const given = flags(prefix).flatMap((flag, index) => {
    const value: unknown = Reflect.get(options, flag.attributeName())
    return value === undefined ? [] : [{ flag, key: keys[index] ?? '', value }]
  })
  const { augment, ...rest } = schema.parse(Object.fromEntries(given.map(({ key, value }) => [key, value])))
  if (augment !== undefined) {
    for (const { flag, key } of given) {
      const uses = isFor[key]
      const users = uses ? augmentations.filter(uses).map(({ name }) => name) : augment
      if (!users.some((user) => augment.includes(user)))
        throw new UsageError(
          `${flag.long}: is of --augment ${users.join(', ')}, not of ${augment.join(', ')}`,
        )
    }
    checkTranslation({ ...rest, augment }, prefix)
    return { ...rest, augment }
  }
  const [first] = given
  if (first === undefined) return undefined
  throw new UsageError(`${first.flag.long}: is of --augment, which names what is done to the copies`)
}

function checkTranslation({ augment, translator, to }: AugmentationFlags, prefix: FlagPrefix): void {
  if (!augment.includes('back-translate')) return
  const missing = [
    ...(translator === undefined ? ['a server that translates (--translator URL)'] : []),
    ...(to === undefined ? ['a language to translate into (--to de)'] : []),
  ]
  if (missing.length > 0)
    throw new UsageError(
      `--augment back-translate: needs ${missing.join(' and ')}; where there is no server, a model of your own says things otherwise: --augment paraphrase --${prefix}model DIR`,
    )
}

const summaries = () => augmentations.map(({ name, summary }) => `${name} (${summary})`).join(', ')

const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

function names(text: string): string[] {
  const given = list(text)
  const unknown = given.find((name) => !augmentations.some((each) => each.name === name))
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `There is no ${JSON.stringify(unknown)}; there is ${augmentations.map(({ name }) => name).join(', ')}.`,
    )
  return given
}
