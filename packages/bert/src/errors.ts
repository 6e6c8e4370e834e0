/** A folder whose files don't make a model; the message names the file, the key and what would be right. */
export class PretrainedError extends Error {
  override readonly name = 'PretrainedError'
}
