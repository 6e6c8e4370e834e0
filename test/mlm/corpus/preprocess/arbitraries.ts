import fc from 'fast-check'

const words = fc.constantFrom(
  ...[
    'the',
    'The',
    'cat',
    "don't",
    'it’s',
    'a',
    'I',
    '的',
    '我们',
    '喜欢',
    '书',
    '北京大学',
    'BERT',
    'İ',
    'Σ',
    'ﬁ',
    'é',
  ],
  ...[' ', '  ', '\n', '\t', '\u00a0', '\u200b', '.', '，', "'", '-', '😀', '\u0301', '\r\n', '\ud800'],
)
export const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
)
