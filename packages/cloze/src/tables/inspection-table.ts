import type { CorpusStatistics, Inspection, LengthSummary } from '@cloze/mlm/corpus'
import { percent, table } from '../terminal/results.ts'

/** A corpus for a person: a column as read, and one after preprocessing where that changed anything. */
export function inspectionTable({ before, after }: Inspection): string {
  const columns = after === before ? [before] : [before, after]
  const heads = after === before ? ['as read'] : ['as read', 'preprocessed']
  const row = (name: string, cell: (found: CorpusStatistics) => string) => [name, ...columns.map(cell)]
  const length = (name: string, key: keyof LengthSummary, show = grouped) =>
    row(`  ${name}`, ({ lengths }) => (lengths ? show(lengths[key]) : '–'))
  const rows = [
    ['', ...heads],
    row('documents', ({ documents }) => grouped(documents)),
    row('duplicates', ({ duplicates }) => grouped(duplicates)),
    row('characters', ({ characters }) => grouped(characters)),
    row('tokens', ({ tokens }) => grouped(tokens)),
    ...(before.unknownRate === undefined
      ? []
      : [
          row('unknown tokens', ({ unknownRate }) =>
            unknownRate === undefined ? '–' : percent(unknownRate),
          ),
        ]),
    row('different words', ({ distinctWords: { count, exact } }) => (exact ? '' : '≥ ') + grouped(count)),
    ['tokens in a document', ...columns.map(() => '')],
    length('mean', 'mean', (mean) => mean.toFixed(1)),
    length('least', 'least'),
    length('25 %', 'quarter'),
    length('median', 'median'),
    length('75 %', 'threeQuarters'),
    length('95 %', 'ninetyFive'),
    length('most', 'most'),
  ]
  const most = Math.max(...columns.map(({ frequentWords }) => frequentWords.length))
  if (most === 0) return table(rows)
  const words = Array.from({ length: most }, (_, index) => [
    String(index + 1),
    ...columns.flatMap(({ frequentWords }) => {
      const found = frequentWords[index]
      return found ? [found.word, (found.missed > 0 ? '≥ ' : '') + grouped(found.count)] : ['', '']
    }),
  ])
  return `${table(rows)}\n\n${table([['', ...heads.flatMap((head) => [head, 'times'])], ...words])}`
}

const grouped = (count: number): string => count.toLocaleString('en')
