import type { AugmentationStatistics } from '@cloze/mlm/augmentation'
import { percent, table } from '../terminal/results.ts'

/** The report for a person. */
export const augmentationTable = (report: AugmentationStatistics): string =>
  [
    `${report.copies.toLocaleString('en')} copies of ${report.documents.toLocaleString('en')} documents; ${percent(report.unchanged)} are as their originals.`,
    '',
    table([
      ['meaning kept: content words that original and copy share', percent(report.contentOverlap)],
      ['variety: words edited', percent(report.editDistance)],
    ]),
    '',
    table([
      ['', 'distinct words', 'distinct pairs'],
      ['originals', percent(report.originals.distinct1), percent(report.originals.distinct2)],
      ['with copies', percent(report.all.distinct1), percent(report.all.distinct2)],
    ]),
  ].join('\n')
