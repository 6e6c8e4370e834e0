/** Evaluates a model on what a corpus flag names. */
import type { BertForMaskedLM } from '@cloze/bert'
import { grammarTokenizer, type RowSource, type SequenceSource } from '@cloze/mlm/data'
import { grammarReport, textReport, textScores } from '@cloze/mlm/evaluation'
import type { Masking } from '@cloze/mlm/masking'
import type { CorpusRecord } from '@cloze/mlm/pretraining'
import type { Tokenizer } from '@cloze/mlm/tokenizer'
import { UsageError } from '../terminal/exit.ts'
import { grammarJson, grammarTable, textTable } from './evaluation-table.ts'

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
  /** How the run read its corpus; plainly where left out. */
  readonly corpus?: CorpusRecord
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

interface ScoredPart {
  /** Of the corpus, for the table. */
  readonly part: string
  readonly scored: SequenceSource
  /** What the baselines count in; there are none where no text is left for it. */
  readonly counted?: RowSource
  /** The share of [UNK] in what is scored. */
  readonly unknownShare: number
}

export async function evaluateOnText(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  { part, scored, counted, unknownShare }: ScoredPart,
  { seed, masking = {} }: Pick<Measure, 'seed' | 'masking'>,
): Promise<Outcome> {
  const options = { tokenizer, seed, masking }
  const report = counted
    ? await textReport(model, { scored, counted }, options)
    : await textScores(model, scored, options)
  return { json: { ...report, unknownShare }, text: textTable(report, part) }
}
