/** What models read: sequences, rows that several are packed into, and batches of them. */

export type { Sequence, SequenceSource } from '../masking/sequence.ts'
export { type Batch, collate, labelCount } from './batch.ts'
export {
  type BatchOptions,
  evaluationBatches,
  type TrainingBatchOptions,
  trainingBatches,
} from './batches.ts'
export {
  type GrammarSequencesOptions,
  grammarSequences,
  grammarTokenizer,
  isGrammarTokenizer,
} from './grammar-sequences.ts'
export { type Document, type PackedRow, packDocuments } from './pack.ts'
export { everySequence, type Row, type RowSource } from './sequence.ts'
export { readRows, readSequences, sequences } from './sequences.ts'
