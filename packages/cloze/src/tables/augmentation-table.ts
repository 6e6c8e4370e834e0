import type { AugmentationStatistics } from '@cloze/mlm/augmentation'
import { percent, table } from '../terminal/results.ts'

/** The statistics for a person. */
export const augmentationTable = (statistics: AugmentationStatistics): string =>
  [
    `${statistics.copies.toLocaleString('en')} copies of ${statistics.documents.toLocaleString('en')} documents; ${percent(statistics.unchanged)} are as their originals.`,
    '',
    table([
      ['meaning kept: content words that original and copy share', percent(statistics.contentOverlap)],
      ['variety: words edited', percent(statistics.editDistance)],
    ]),
    '',
    table([
      ['', 'distinct words', 'distinct pairs'],
      ['originals', percent(statistics.originals.distinct1), percent(statistics.originals.distinct2)],
      ['with copies', percent(statistics.all.distinct1), percent(statistics.all.distinct2)],
    ]),
  ].join('\n')
