/** Anything that translates: a server, a model in the page, a dictionary. */
export interface Translator {
  /** Tells it apart from others, whose translations may differ: a URL, a model's name. */
  readonly name: string
  /**
   * @param from of the texts, as `en`
   * @param to as `de`
   * @returns a translation for each text, in their order
   */
  translate(texts: readonly string[], from: string, to: string): Promise<string[]>
}

/** Into which language and back. */
export interface BackTranslation {
  readonly translator: Translator
  /** The language of the texts, as `en`. */
  readonly from: string
  /** Languages on the way, as `['de', 'fr']`: each text is given one of them by its stream. */
  readonly to: readonly string[]
}

/**
 * A translation that did not come, or is none: the message names the translator and what would be right.
 * @example
 * httpTranslator('localhost')
 * // throws TranslatorError: translator localhost: is no address of a server; it would be as http://localhost:5000/translate
 */
export class TranslatorError extends Error {
  override readonly name = 'TranslatorError'
}

/** @throws TranslatorError if there isn't a translation for each text */
export async function translateAll(
  translator: Translator,
  texts: readonly string[],
  from: string,
  to: string,
): Promise<string[]> {
  if (texts.length === 0) return []
  const found = await translator.translate(texts, from, to)
  if (found.length !== texts.length)
    throw new TranslatorError(
      `translator ${translator.name}: ${found.length} translations of ${texts.length} texts; each text has one`,
    )
  return found
}
