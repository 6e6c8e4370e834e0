/** A step of preprocessing: text to text, the same for the same, whatever came before. */
export type TextStep = (text: string) => string

/**
 * One step that does all, from left to right; without any, text stays as it is.
 * @example
 * inOrder(normalize('nfkc'), lowerCase)('Ｆｕｌｌ') // 'full'
 */
export const inOrder =
  (...steps: readonly TextStep[]): TextStep =>
  (text) =>
    steps.reduce((done, step) => step(done), text)
