/** Text as it comes: files and records read as streams, cleaned, counted and split, and the embedded grammar. */

export { CorpusError, TooFewDocumentsError } from '../errors.ts'
export { type Corpus, memoryCorpus, splitCorpus, type TextCorpusOptions, textCorpus } from './corpus.ts'
export { type DocumentFormat, documentFormats } from './document-parser.ts'
export { type ReadOptions, readDocuments } from './documents.ts'
export { deduplicate, firstSeen } from './duplicates.ts'
export type { CorpusFile } from './file.ts'
export {
  extensionOf,
  fileFormatOf,
  lineExtensions,
  listExtensions,
  mayBeStray,
  recordExtensions,
  textExtensions,
  textFileName,
} from './file-extensions.ts'
export { type AgreementItem, agreementItems } from './grammar/agreement.ts'
export { english } from './grammar/english.ts'
export { type Grammar, type LexicalRule, longestSentence, type Rule, readGrammar } from './grammar/grammar.ts'
export { type Features, GrammarError } from './grammar/notation.ts'
export { leaves, sampleSentence, sampleTree, type Tree } from './grammar/sample.ts'
export { TEXT_FIELD } from './json-text.ts'
export { openFile } from './open-file.ts'
export { parseDocuments } from './parse-documents.ts'
export { cleanText } from './preprocess/clean-text.ts'
export { separateIdeographs } from './preprocess/ideographs.ts'
export { lowerCase } from './preprocess/lower-case.ts'
export { type NormalForm, normalForms, normalize } from './preprocess/normalize.ts'
export { type Preprocessing, preprocessing } from './preprocess/preprocessing.ts'
export { hasStopWords, stopWordLanguages, stopWordsOf } from './preprocess/stop-word-lists.ts'
export { removeStopWords } from './preprocess/stop-words.ts'
export { compose, type TextTransform } from './preprocess/transform.ts'
export { type Layout, type SourceRecord, withText } from './source-record.ts'
export {
  assignParts,
  type Part,
  parts,
  type SplitOptions,
  splitDocuments,
  splitHash,
  VALIDATION_SHARE,
} from './split.ts'
export { FrequentWords, type WordCount } from './statistics/frequent-words.ts'
export { type Inspection, inspectCorpus } from './statistics/inspect.ts'
export { type LengthSummary, Lengths } from './statistics/lengths.ts'
export type { CorpusStatistics, StatisticsOptions } from './statistics/statistics.ts'
export { byteOrderMark, decodeUtf8, notText } from './utf8.ts'
