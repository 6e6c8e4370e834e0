/** A step of preprocessing: text to text, the same for the same, whatever came before. */
export type TextTransform = (text: string) => string

/**
 * One step that does all, from left to right; without any, text stays as it is.
 * @example
 * compose(normalize('nfkc'), lowerCase)('Ｆｕｌｌ') // 'full'
 */
export const compose =
  (...steps: readonly TextTransform[]): TextTransform =>
  (text) =>
    steps.reduce((done, step) => step(done), text)
