import { type MaskingStatistics, maskingHtml } from '@cloze/mlm/masking'
import { expect, test } from 'vitest'

const report: MaskingStatistics = {
  sequences: 1,
  candidates: 4,
  chosen: 3,
  rate: 0.75,
  masked: 1,
  replaced: 1,
  kept: 1,
  runs: [
    { length: 1, count: 2 },
    { length: 3, count: 5 },
  ],
  meanRun: 2,
  examples: [],
}
const masking = { strategy: 'random</title><script>', rate: 0.15, masked: 0.8, replaced: 0.1 }

test('the page has a bar for each length to the longest, and no tag that its text brings', () => {
  const page = maskingHtml(report, masking)
  expect(page.match(/<meter/g)).toHaveLength(3)
  expect(page).toContain('<meter max="5" value="0">')
  expect(page).not.toContain('<script')
  expect(page).toContain('random&lt;/title&gt;')
})

test('it loads nothing', () => {
  expect(maskingHtml(report, masking)).not.toMatch(/src=|href=|url\(|@import/)
})
