import type { BertForMaskedLM } from '@cloze/bert'
import type { Part } from '@cloze/mlm/corpus'
import type { SequenceSource } from '@cloze/mlm/data'
import type { UnknownStatistics } from '@cloze/mlm/tokenizer'
import { grammarOutput, textOutput } from '../../evaluation/evaluate-model.ts'
import type { Prepared } from './read-source.ts'
import type { Settings } from './settings.ts'

/** How the model does: on the grammar, or on the validation part of a corpus, and on its test part where it has one. */
export async function measure(
  model: BertForMaskedLM,
  { read, source }: Prepared,
  settings: Pick<Settings, 'masking'> & { readonly seed: number },
) {
  const training = read?.originals ?? source.training
  const score = (part: Part, scored: SequenceSource, { share: unknownShare }: UnknownStatistics) =>
    textOutput(model, source.tokenizer, { part, scored, training, unknownShare }, settings)
  const output = read
    ? await score('validation', read.validation, read.unknown.validation)
    : await grammarOutput(model, source.tokenizer, settings)
  const test = read?.test && read.unknown.test && (await score('test', read.test, read.unknown.test))
  return { output, test }
}
