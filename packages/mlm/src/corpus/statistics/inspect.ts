import { hasWord, nameOf, noWords, type TextCorpusOptions } from '../corpus.ts'
import { readDocuments } from '../documents.ts'
import { firstSeen } from '../duplicates.ts'
import type { CorpusFile } from '../file.ts'
import { type CorpusStatistics, corpusStatistics, type StatisticsOptions } from './statistics.ts'

/** A corpus as it was read, and as a model would get it. */
export interface Inspection {
  readonly before: CorpusStatistics
  /** After preprocessing, empty documents left out, duplicates too where that was asked for; else `before` itself. */
  readonly after: CorpusStatistics
}

/**
 * Reads a corpus once, and counts it before and after preprocessing. It holds no text but a document, see
 * `corpusStatistics`.
 * @throws CorpusError as `readDocuments`, and where there are no words
 * @example
 * const { before, after } = await inspectCorpus(files, { preprocess: lowerCase, deduplicate: true })
 */
export async function inspectCorpus(
  files: readonly CorpusFile[],
  { topWords, tokenizer, ...options }: TextCorpusOptions & StatisticsOptions = {},
): Promise<Inspection> {
  const { preprocess, onDuplicate } = options
  const counting = { tokenizer, ...(topWords !== undefined && { topWords }) }
  const before = await corpusStatistics(counting)
  const after = preprocess || options.deduplicate ? await corpusStatistics(counting) : before
  const isFirst = options.deduplicate ? await firstSeen() : () => true
  let words = false
  for await (const document of readDocuments(files, options)) {
    words ||= hasWord(document)
    before.add(document)
    if (after === before) continue
    const text = preprocess ? preprocess(document).trim() : document
    if (text === '') continue
    if (isFirst(text)) after.add(text)
    else onDuplicate?.()
  }
  if (!words) throw noWords(nameOf(files))
  const asRead = before.result()
  return { before: asRead, after: after === before ? asRead : after.result() }
}
