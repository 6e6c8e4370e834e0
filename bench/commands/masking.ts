import { readFile } from 'node:fs/promises'
import { textCorpus } from '@cloze/mlm'
import { type DocumentFormat, documentFormats } from '@cloze/mlm/corpus'
import type { TextEvaluation } from '@cloze/mlm/evaluation'
import { strategies } from '@cloze/mlm/masking'
import { createCpu } from '@cloze/tensor'
import { machine } from '../machine.ts'
import { maskingRun } from '../masking/strategies.ts'
import { choice, integer, Misuse } from '../misuse.ts'
import { tInterval } from '../t-interval.ts'
import { type Command, flags } from './command.ts'

/** `pnpm bench masking`: every masking strategy on a text, over several seeds, beside the baselines. */
export const masking: Command = async (args) => {
  const values = flags(args, {
    corpus: { type: 'string' },
    documents: { type: 'string', default: 'blank-line' },
    seeds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '500' },
    'vocab-size': { type: 'string', default: '8000' },
    'batch-size': { type: 'string', default: '16' },
    'sequence-length': { type: 'string', default: '64' },
    threads: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  if (values.corpus === undefined) throw new Misuse('--corpus FILE: the text to train on')
  const format: DocumentFormat = choice('documents', values.documents, documentFormats)
  const seeds = integer('seeds', values.seeds, 2)
  const settings = {
    vocabularySize: integer('vocab-size', values['vocab-size'], 6),
    batchSize: integer('batch-size', values['batch-size'], 1),
    sequenceLength: integer('sequence-length', values['sequence-length'], 3),
    steps: integer('steps', values.steps, 1),
    learningRate: 2e-3,
  }
  const name = values.corpus
  const bytes = await readFile(name).catch(() => {
    throw new Misuse(`--corpus ${name}: can't be read`)
  })
  const open = async function* () {
    yield bytes
  }
  const corpus = textCorpus([{ name, open }], { format })
  const device = createCpu(
    values.threads === undefined ? {} : { threads: integer('threads', values.threads, 1) },
  )
  const runs: ({ strategy: string; seed: number } & TextEvaluation)[] = []
  for (const { name: strategy } of strategies)
    for (let seed = 1; seed <= seeds; seed++) {
      const measured = await maskingRun({ corpus, strategy, seed, ...settings, device })
      runs.push({ strategy, seed, ...measured })
      if (!values.json) process.stderr.write(`${strategy}, seed ${seed}: ${measured.loss.toFixed(3)}\n`)
    }
  device.dispose()
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ machine: machine(), corpus: name, seeds, ...settings, runs })}\n`
      : `${tableOf(runs).join('\n')}\n`,
  )
}

function tableOf(runs: readonly ({ readonly strategy: string } & TextEvaluation)[]): string[] {
  const columns = [
    ['loss', 3],
    ['bigramLoss', 3],
    ['unigramLoss', 3],
    ['accuracy', 1],
    ['bigramAccuracy', 1],
    ['unigramAccuracy', 1],
  ] as const
  const rows = strategies.map(({ name }) => {
    const own = runs.filter(({ strategy }) => strategy === name)
    const cells = columns.map(([column, digits]) => {
      const { mean, high } = tInterval(own.map((run) => run[column] * (digits === 1 ? 100 : 1)))
      return `${mean.toFixed(digits)} ± ${(high - mean).toFixed(digits)}`
    })
    return `| ${[name, ...cells].join(' | ')} |`
  })
  return [
    '| masking | loss | two-sided bigram | unigram | accuracy, % | two-sided bigram | unigram |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ]
}
