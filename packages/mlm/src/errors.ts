/** A corpus that can't be read or used; the message names the file and what was expected. */
export class CorpusError extends Error {
  override readonly name = 'CorpusError'
}

/** A corpus of fewer documents than the parts that it is to be split into. */
export class TooFewDocumentsError extends CorpusError {}

/** A tokenizer that can't be trained, read or used; the message names the file and what was expected. */
export class TokenizerError extends Error {
  override readonly name = 'TokenizerError'
}

/** A model that gives no numbers; the message says where, and what may be the reason. */
export class ScoreError extends Error {
  override readonly name = 'ScoreError'
}
