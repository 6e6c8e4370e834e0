/** What a newcomer sees first: a model trained on the embedded grammar, how good it is, and what to do next. */

import type { BertForMaskedLM } from '@cloze/bert'
import { english } from '@cloze/mlm/corpus'
import { evaluationBatches, grammarSequences } from '@cloze/mlm/data'
import { fillMask } from '@cloze/mlm/inference'
import { folderStorage } from '@cloze/mlm/node'
import { bertFor, grammarSource, pretrain, readRecord, runFiles } from '@cloze/mlm/pretraining'
import type { Tokenizer } from '@cloze/mlm/tokenizer'
import { cpu } from '@cloze/tensor'
import pc from 'picocolors'
import { grammarOutput } from './evaluation/evaluate-model.ts'
import { nextSteps } from './next-steps.ts'
import { checkOutFolder } from './output/output-path.ts'
import { toTheEnd } from './process.ts'
import { explain, statusOf, UsageError } from './terminal/exit.ts'
import { interruptible } from './terminal/interrupt.ts'
import { progressOf, say, sayLogWaits } from './terminal/progress.ts'
import { print } from './terminal/results.ts'

const OUT = 'runs/grammar'
const SEED = 1
const STEPS = 6000

/** Chosen by trial for about 90 seconds of training on two quiet cores. */
const size = {
  hiddenSize: 64,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  intermediateSize: 128,
  hiddenDropoutProb: 0,
  attentionProbsDropoutProb: 0,
}
const settings = {
  batchSize: 64,
  learningRate: 3e-3,
  warmup: 200,
  /** More to learn from a sentence at first, and what is measured at the end: Wettig et al. 2023. In one run each, half the gap. */
  masking: { rate: { from: 0.5, to: 0.15 } },
}

async function main(): Promise<void> {
  await checkIsOwn()
  await checkOutFolder('writing to', OUT, runFiles, true)
  const source = grammarSource(SEED)
  say(
    `Pre-training a BERT of ${size.numHiddenLayers} layers on sentences of a grammar of ${english.words.length} words. Ctrl-C stops and saves.`,
  )
  const progress = progressOf(STEPS)
  const { tokenizer, longest } = source
  const model = bertFor(tokenizer, { ...size, maxPositionEmbeddings: longest }, { device: cpu, seed: SEED })
  await interruptible((signal, saved) =>
    pretrain({
      model,
      ...settings,
      source,
      steps: STEPS,
      seed: SEED,
      out: folderStorage(OUT),
      logEvery: 10,
      hooks: [progress],
      onSave: saved,
      onLogFailure: sayLogWaits,
      signal,
    }),
  ).finally(progress.stop)

  const { text } = await grammarOutput(model, tokenizer, { seed: SEED })
  print(`\n${text}\n`)
  for (const line of await examples(model, tokenizer)) print(line)
  print(`\n${nextSteps(OUT)}`)
  model.dispose()
}

/** What an earlier start has made is made again; a run of another kind, which has the name by chance, stays. */
async function checkIsOwn(): Promise<void> {
  const storage = folderStorage(OUT)
  const record = await readRecord(storage).catch(() => undefined)
  const own = record?.seed === SEED && record.plannedSteps === STEPS && record.corpus === undefined
  if (own) return
  for (const name of runFiles)
    if (await storage.exists(name))
      throw new UsageError(`${OUT}: there is a run that was not started so; move it elsewhere`)
}

/** Five sentences with every mask filled: what is right in green, what is wrong in red with the truth beside it. */
async function examples(model: BertForMaskedLM, tokenizer: Tokenizer): Promise<string[]> {
  const sequences = grammarSequences(tokenizer, { seed: SEED, stream: 'examples', count: 5 })
  const batches = evaluationBatches({
    sequences,
    batchSize: 1,
    seed: SEED,
    masking: { tokenizer, masked: 1, replaced: 0 },
  })
  const lines: string[] = []
  for (const { inputIds, labels } of batches) {
    const words = Array.from(inputIds.subarray(1, -1), (id) => tokenizer.token(id))
    const truths = [...labels.subarray(1, -1)]
      .filter((label) => label >= 0)
      .map((label) => tokenizer.token(label))
    const guesses = await fillMask(model, tokenizer, words.join(' '), { topK: 1 })
    let mask = 0
    const filled = words.map((word) => {
      if (word !== '[MASK]') return word
      const [guess, truth] = [guesses[mask]?.[0]?.token_str ?? '', truths[mask] ?? '']
      mask += 1
      return guess === truth ? pc.green(`[${guess} ✓]`) : pc.red(`[${guess} ✗ ${truth}]`)
    })
    lines.push(filled.join(' '))
  }
  return lines
}

await toTheEnd(async () => {
  try {
    await main()
    return 0
  } catch (error) {
    say(`cloze: ${explain(error)}`)
    return statusOf(error)
  }
})
