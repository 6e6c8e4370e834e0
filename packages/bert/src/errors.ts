/**
 * A folder whose files don't make a model; the message names the file, the key and what would be right.
 * @example
 * const storage = memoryStorage()
 * await savePretrained(storage, new BertModel({ ...sizes.tiny, vocabSize: 1000 }))
 * await loadPretrained(storage)
 * // throws PretrainedError: config.json: architectures names BertModel, which predicts no token; …
 */
export class PretrainedError extends Error {
  override readonly name = 'PretrainedError'
}
