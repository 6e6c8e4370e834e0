import type { Tokenizer } from './tokenizer.ts'

/** Learns a tokenizer from documents, one at a time; it holds none. */
export interface TokenizerTrainer {
  add(document: string): void
  /** What was added, cut at places where no tokenizer of this kind joins, and how often each part is there. */
  counted(): Iterable<readonly [text: string, times: number]>
  /** @throws TokenizerError if there was no word */
  tokenizer(): Tokenizer
}

export function learnFrom(documents: Iterable<string>, trainer: TokenizerTrainer): Tokenizer {
  for (const document of documents) trainer.add(document)
  return trainer.tokenizer()
}

/**
 * Learns from documents that come one after another, so that a corpus may be larger than memory.
 * @example
 * await trainTokenizer(corpus.documents(), tokenizerKinds.wordpiece({ vocabularySize: 30 }))
 */
export async function trainTokenizer(
  documents: AsyncIterable<string>,
  trainer: TokenizerTrainer,
): Promise<Tokenizer> {
  for await (const document of documents) trainer.add(document)
  return trainer.tokenizer()
}
