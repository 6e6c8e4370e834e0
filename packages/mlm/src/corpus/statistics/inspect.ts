import { hasWord, nameOf, noWords, type TextCorpusOptions } from '../corpus.ts'
import { readDocuments } from '../documents.ts'
import { firstSeen } from '../duplicates.ts'
import type { CorpusFile } from '../file.ts'
import {
  type CorpusStatistics,
  countDocument,
  type StatisticsOptions,
  statisticsCounter,
} from './statistics.ts'

/** A corpus as it was read, and as a model would get it. */
export interface Inspection {
  /** As read, without preprocessing. */
  readonly before: CorpusStatistics
  /** After preprocessing, empty documents left out, duplicates too where that was asked for; else `before` itself. */
  readonly after: CorpusStatistics
}

/**
 * Reads a corpus once, and counts it before and after preprocessing. It holds no text but a document: of each different
 * one a hash, 16 to 32 bytes (on either side of preprocessing), and at most 200,000 words. All it tells is exact, but for
 * what is counted of words where there are more different ones, which says so itself. Case counts: `The` is not `the`.
 * @throws CorpusError as `readDocuments`, and where there are no words
 * @example
 * const preprocess = removeStopWords(stopWordsOf('en'))
 * const { before, after } = await inspectCorpus([file], { format: 'line', preprocess })
 * before.tokens // 15
 * after.tokens // 9
 */
export async function inspectCorpus(
  files: readonly CorpusFile[],
  options: TextCorpusOptions & StatisticsOptions = {},
): Promise<Inspection> {
  const { tokenizer, preprocess, onDuplicate } = options
  const before = statisticsCounter(options)
  const after = preprocess || options.deduplicate ? statisticsCounter(options) : before
  const isFirst = await firstSeen()
  const isFirstAfter = preprocess && (await firstSeen())
  let words = false
  for await (const document of readDocuments(files, options)) {
    words ||= hasWord(document)
    const counts = countDocument(document, tokenizer)
    const first = isFirst(document)
    before.add(counts, !first)
    if (after === before) continue
    const text = preprocess ? preprocess(document).trim() : document
    if (text === '') continue
    const stays = isFirstAfter ? isFirstAfter(text) : first
    if (options.deduplicate && !stays) onDuplicate?.()
    else after.add(text === document ? counts : countDocument(text, tokenizer), !stays)
  }
  if (!words) throw noWords(nameOf(files))
  const asRead = before.result()
  return { before: asRead, after: after === before ? asRead : after.result() }
}
