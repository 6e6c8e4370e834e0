/** Evaluates a model on what a corpus flag names. */
import type { BertForMaskedLM } from '@cloze/bert'
import { isGrammarTokenizer, type RowSource, type SequenceSource } from '@cloze/mlm/data'
import { evaluateGrammar, evaluateText, textMetrics } from '@cloze/mlm/evaluation'
import type { EvaluationSettings } from '@cloze/mlm/pretraining'
import type { Tokenizer } from '@cloze/mlm/tokenizer'
import { UsageError } from '../terminal/exit.ts'
import { grammarJson, grammarTable, textTable } from './evaluation-table.ts'

/** What a command prints: for programs, and for people. */
export interface EvaluationOutput {
  readonly json: Readonly<Record<string, unknown>>
  readonly text: string
}

export async function grammarOutput(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  { seed, masking = {} }: Pick<EvaluationSettings, 'seed' | 'masking'>,
): Promise<EvaluationOutput> {
  if (!isGrammarTokenizer(tokenizer))
    throw new UsageError(
      'the model has another vocabulary than the grammar; name the text to score: --corpus FILE',
    )
  const evaluation = await evaluateGrammar(model, tokenizer, { seed, masking })
  return { json: grammarJson(evaluation), text: grammarTable(evaluation) }
}

interface ScoredPart {
  /** Of the corpus, for the table. */
  readonly part: string
  readonly scored: SequenceSource
  /** What the baselines count in; there are none where no text is left for it. */
  readonly training?: RowSource
  /** The share of [UNK] in what is scored. */
  readonly unknownShare: number
}

export async function textOutput(
  model: BertForMaskedLM,
  tokenizer: Tokenizer,
  { part, scored, training, unknownShare }: ScoredPart,
  { seed, masking = {} }: Pick<EvaluationSettings, 'seed' | 'masking'>,
): Promise<EvaluationOutput> {
  const options = { tokenizer, seed, masking }
  const evaluation = training
    ? await evaluateText(model, { scored, training: training }, options)
    : await textMetrics(model, scored, options)
  return { json: { ...evaluation, unknownShare }, text: textTable(evaluation, part) }
}
