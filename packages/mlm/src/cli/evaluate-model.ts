/** Evaluates a model on what a corpus flag names. */
import type { BertForMaskedLM } from '@cloze/bert'
import { grammarTokenizer } from '../corpus/grammar/grammar-corpus.ts'
import { sequences, splitDocuments } from '../corpus/text.ts'
import { CorpusError } from '../errors.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { grammarReport } from '../evaluation/grammar-report.ts'
import { baselineLosses } from '../evaluation/text-report.ts'
import type { Masking } from '../masking/masking.ts'
import { VALIDATION_SHARE } from '../pretraining/source.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { labelCount } from '../training/batch.ts'
import { evaluationBatches } from '../training/batches.ts'
import { maskedLanguageModel } from '../training/masked-language-model.ts'
import { UsageError } from './exit.ts'
import { grammarJson, grammarTable, type TextReport, textTable } from './report.ts'

/** What a command prints: for programs, and for people. */
export interface Outcome {
  readonly json: Readonly<Record<string, unknown>>
  readonly text: string
}

/** How a model is measured: as the run that made it was. */
export interface Measure {
  /** Of the masks, and of what the grammar writes. */
  readonly seed: number
  /** Of the split into training and validation: the run's own, or documents it trained on would be scored. */
  readonly splitSeed: number
  /** BERT's where left out. */
  readonly masking?: Masking
  /** The longest sequence of text, in tokens; as many as the model takes where left out. */
  readonly sequenceLength?: number
}

export async function evaluateOnGrammar(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  { seed, masking = {} }: Pick<Measure, 'seed' | 'masking'>,
): Promise<Outcome> {
  const own = grammarTokenizer()
  const same =
    own.vocabularySize === tokenizer.vocabularySize &&
    Array.from({ length: own.vocabularySize }, (_, id) => id).every(
      (id) => own.token(id) === tokenizer.token(id),
    )
  if (!same)
    throw new UsageError(
      'the model has another vocabulary than the grammar; name the text to score: --corpus FILE',
    )
  const report = await grammarReport(model, tokenizer, { seed, masking })
  return { json: grammarJson(report), text: grammarTable(report) }
}

/**
 * @param documents to score
 * @param counted documents in which the baselines count; the scored ones where left out
 */
export async function evaluateOnText(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  { documents, counted = documents }: { documents: readonly string[]; counted?: readonly string[] },
  { seed, masking = {}, sequenceLength = model.config.maxPositionEmbeddings }: Omit<Measure, 'splitSeed'>,
): Promise<Outcome> {
  const scored = sequences(tokenizer, documents, sequenceLength)
  const batches = [
    ...evaluationBatches({ sequences: scored, batchSize: 32, seed, masking: { ...masking, tokenizer } }),
  ]
  if (!batches.some((batch) => labelCount(batch) > 0))
    throw new CorpusError(
      `nothing to predict: the model's vocabulary has none of the words of the ${documents.length} documents to score`,
    )
  const { scores: _, ...found } = await evaluate(maskedLanguageModel(model), batches)
  const training = sequences(tokenizer, counted, sequenceLength).map(({ ids }) => ids)
  const report: TextReport = { ...found, ...baselineLosses(training, batches, { tokenizer, seed, masking }) }
  return { json: { ...report }, text: textTable(report) }
}

/** Scores the part of the documents that `pretrain` holds out; the baselines count in the other. */
export function evaluateHeldOut(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  documents: readonly string[],
  measure: Measure,
): Promise<Outcome> {
  const { training, validation } = splitDocuments(documents, {
    validationShare: VALIDATION_SHARE,
    seed: measure.splitSeed,
  })
  return evaluateOnText(model, tokenizer, { documents: validation, counted: training }, measure)
}
