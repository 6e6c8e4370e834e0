/** English punctuation and clitics without a space before them. */
export const cleanup = (text: string): string =>
  replacements.reduce((made, [from, to]) => made.replaceAll(from, to), text)

const replacements = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [' do not', " don't"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
] as const
