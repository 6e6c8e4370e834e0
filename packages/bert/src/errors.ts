/**
 * Files or values that don't make a model; the message names the file or the parameter, and what would be right.
 * @example
 * const storage = memoryStorage()
 * await savePretrained(storage, new BertModel({ ...sizes.tiny, vocabSize: 1000 }))
 * await loadPretrained(storage)
 * // throws PretrainedError: config.json: architectures names BertModel, which predicts no token; …
 */
export class PretrainedError extends Error {
  override readonly name = 'PretrainedError'
}

/** How many names an error tells. */
const SHOWN_NAMES = 3

/** Keys that are wrong, as errors count and name them. */
const keys = (what: string, names: readonly string[]): string =>
  `${names.length} ${what} ${names.length === 1 ? 'key' : 'keys'}: ${names.slice(0, SHOWN_NAMES).join(', ')}${names.length > SHOWN_NAMES ? ', …' : ''}`

/**
 * What to say of a model's keys that are left over and that are not there; nothing where there are none.
 * @param model what has no such keys
 */
export const keyComplaints = (
  { unexpected, missing }: { readonly unexpected: readonly string[]; readonly missing: readonly string[] },
  model: string,
): string[] => [
  ...(unexpected.length > 0 ? [`${keys('unexpected', unexpected)}: ${model} has none such`] : []),
  ...(missing.length > 0 ? [keys('missing', missing)] : []),
]
