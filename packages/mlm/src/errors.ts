/** A corpus that can't be read or used; the message names the file and what was expected. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError'
}

/** A corpus of fewer documents than the parts that it is to be split into. */
export class TooFewDocumentsError extends CorpusError {
  /** What can't be done, without what to do instead. */
  readonly problem: string

  constructor(documents: number, parts: readonly string[], advice: string) {
    const problem = `a corpus of ${documents} document${documents === 1 ? '' : 's'} can't be split into ${parts.join(', ')}`
    super(`${problem}: ${advice}`)
    this.problem = problem
  }
}

/** A tokenizer that can't be trained, read or used; the message names the file and what was expected. */
export class TokenizerError extends Error {
  override readonly name = 'TokenizerError'
}

/** A model that gives no numbers; the message says where, and what may be the reason. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError'
}
