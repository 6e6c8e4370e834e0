/**
 * A corpus that can't be read or used; the message names the file and what was expected.
 * @example
 * parseDocuments(Uint8Array.of(0xff, 0xfe), 'a.txt')
 * // throws CorpusError: a.txt: UTF-16, as its first two bytes say; save it as UTF-8
 */
export class CorpusError extends Error {
  override readonly name = 'CorpusError'
}

/**
 * A corpus of fewer documents than the parts that it is to be split into.
 * @example
 * assignParts([0.5], { validationShare: 0.1 })
 * // throws TooFewDocumentsError: a corpus of 1 document can't be split into training, validation: …
 */
export class TooFewDocumentsError extends CorpusError {
  /** What can't be done, without what to do instead. */
  readonly problem: string

  constructor(documents: number, parts: readonly string[], advice: string) {
    const problem = `a corpus of ${documents} document${documents === 1 ? '' : 's'} can't be split into ${parts.join(', ')}`
    super(`${problem}: ${advice}`)
    this.problem = problem
  }
}

/**
 * A tokenizer that can't be trained, read or used; the message names the file and what was expected.
 * @example
 * wordLevel(['two words'])
 * // throws TokenizerError: vocabulary: "two words" can't be a word: a text that holds it is read as ["two","words"]
 */
export class TokenizerError extends Error {
  override readonly name = 'TokenizerError'
}

/**
 * A model that gives no numbers; the message says where, and what may be the reason.
 * @example
 * await fillMask(model, tokenizer, 'the [MASK] sleeps').catch((error) => {
 *   if (error instanceof ScoreError) return [] // a model whose training diverged
 *   throw error
 * })
 */
export class ScoreError extends Error {
  override readonly name = 'ScoreError'
}
