import { readFile } from 'node:fs/promises'
import { parseSynonyms } from '@cloze/mlm/augmentation'
import { createCpu } from '@cloze/tensor'
import { ablation, type Row } from '../augmentation/ablation.ts'
import { machine } from '../machine.ts'
import { integer, Misuse, share } from '../misuse.ts'
import { type Command, flags } from './command.ts'

/** `pnpm bench augmentation`: what each augmentation is worth to a small model on little text. */
export const augmentation: Command = async (args) => {
  const values = flags(args, {
    corpus: { type: 'string' },
    documents: { type: 'string', default: '300' },
    validation: { type: 'string', default: '1000' },
    synonyms: { type: 'string' },
    rate: { type: 'string', default: '0.1' },
    copies: { type: 'string', default: '4' },
    seeds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '300' },
    threads: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  if (values.corpus === undefined) throw new Misuse('--corpus FILE: names a text file, a document a line')
  const settings = {
    training: integer('documents', values.documents, 1),
    validation: integer('validation', values.validation, 1),
    rate: share('rate', values.rate),
    copies: integer('copies', values.copies, 1),
    seeds: integer('seeds', values.seeds, 2),
    steps: integer('steps', values.steps, 1),
  }
  const documents = (await read('corpus', values.corpus))
    .split(/\r?\n/)
    .filter((line) => /\p{L}/u.test(line))
    .slice(0, settings.training + settings.validation)
  if (documents.length <= settings.training)
    throw new Misuse(
      `--corpus ${values.corpus}: has ${documents.length} lines of text; it needs some to validate on besides the ${settings.training} of --documents`,
    )
  const list = values.synonyms === undefined ? undefined : await read('synonyms', values.synonyms)
  const threads = values.threads === undefined ? {} : { threads: integer('threads', values.threads, 1) }
  const device = createCpu(threads)
  const rows = await ablation({
    ...settings,
    documents,
    synonyms: list === undefined ? undefined : parseSynonyms(list, values.synonyms),
    device,
    onRun: ({ name, seed, loss, seconds }) =>
      void process.stderr.write(
        `seed ${seed}, ${name}: ${loss.toFixed(4)} nats in ${seconds.toFixed(1)} s\n`,
      ),
  }).finally(() => device.dispose())
  const validation = documents.length - settings.training
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ machine: machine(), threads: device.threads, ...settings, validation, rows })}\n`
      : `${table(rows).join('\n')}\n`,
  )
}

/** A table in Markdown. */
const table = (rows: readonly Row[]): string[] => [
  '| augmentation | validation loss | difference to none, 95 % |',
  '| ------------ | --------------- | ------------------------ |',
  ...rows.map(({ name, loss, difference }) => {
    const shown = difference
      ? `${signed(difference.mean)} (${signed(difference.low)} … ${signed(difference.high)})`
      : ''
    return `| ${name.padEnd(12)} | ${loss.toFixed(3).padStart(15)} | ${shown.padEnd(24)} |`
  }),
]

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`

async function read(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Misuse(`--${flag} ${path}: ${error}`)
  }
}
