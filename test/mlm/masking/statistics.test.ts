import { wordLevel } from '@cloze/mlm'
import {
  describeMasking,
  IGNORE_INDEX,
  maskInEpoch,
  maskingHtml,
  maskingStatistics,
} from '@cloze/mlm/masking'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { cls, examples, sep, sequences, specialIds, tokenizer } from './arbitraries.ts'

const named = fc
  .array(sequences, { maxLength: 8 })
  .map((all) => all.map((ids, index) => ({ id: `${index}/0`, ids })))

describe('the report of a masking', () => {
  for (const { name, strategy } of examples)
    test.prop([named, fc.nat()], { numRuns: 30 })(
      `by ${name} counts what training is given`,
      (given, seed) => {
        const options = { masking: { tokenizer, strategy }, seed, epoch: 2 }
        const report = maskingStatistics(given, options)
        const masks = given.map((sequence) => maskInEpoch(sequence, options))
        const chosen = masks.flatMap(({ labels }) => [...labels]).filter((label) => label !== IGNORE_INDEX)
        expect(report.chosen).toBe(chosen.length)
        expect(report.masked + report.replaced + report.kept).toBe(report.chosen)
        expect(report.runs.reduce((sum, { length, count }) => sum + length * count, 0)).toBe(report.chosen)
        const ordinary = given.flatMap(({ ids }) => [...ids]).filter((id) => !specialIds.includes(id))
        expect(report.candidates).toBe(ordinary.length)
        expect(report.rate).toBeCloseTo(chosen.length / Math.max(1, ordinary.length), 12)
        expect(report.examples).toHaveLength(Math.min(5, given.length))
      },
    )

  test('shows the first sequences, what each token shows and why', () => {
    const ids = Int32Array.of(cls, 7, 8, sep)
    const masking = { tokenizer, rate: 1, masked: 1, replaced: 0 }
    const { examples: shown } = maskingStatistics([{ id: 'x', ids }], { masking, seed: 1, epoch: 0 })
    expect(shown).toEqual([
      {
        id: 'x',
        tokens: [
          { token: '[CLS]', shown: '[CLS]', outcome: 'unchosen' },
          { token: 'c', shown: '[MASK]', outcome: 'masked' },
          { token: 'd', shown: '[MASK]', outcome: 'masked' },
          { token: '[SEP]', shown: '[SEP]', outcome: 'unchosen' },
        ],
      },
    ])
  })
})

describe('the page of a masking', () => {
  const words = wordLevel(['a', '<', '&', '"'])
  const pageOf = (masked: number, replaced: number) => {
    const ids = words.sequence(words.encode('a < & "'), 9)
    const masking = { tokenizer: words, rate: 1, masked, replaced }
    const report = maskingStatistics([{ id: 1, ids }], { masking, seed: 1, epoch: 0 })
    return maskingHtml(report, describeMasking(masking))
  }

  test('loads nothing and runs nothing', () => {
    expect(pageOf(1, 0)).not.toMatch(/<script|https?:|\bsrc=|\bhref=|@import|url\(/)
  })

  test('writes what a text holds as text', () => {
    const page = pageOf(1, 0)
    for (const word of ['&lt;', '&amp;', '&quot;'])
      expect(page).toContain(`<span class="masked" title="shows [MASK]">${word}</span>`)
  })

  test('colours tokens by what became of them, and has a bar for each length of a run', () => {
    expect(pageOf(0, 0)).toContain('<span class="kept" title="shows a">a</span>')
    expect(pageOf(0, 1)).toContain('<span class="replaced"')
    expect(pageOf(1, 0).match(/<meter/g)).toHaveLength(4) // one run of four, none of one to three
  })

  test('is whole where nothing was chosen', () => {
    const report = maskingStatistics([], { masking: { tokenizer: words }, seed: 1, epoch: 0 })
    const page = maskingHtml(report, describeMasking({}))
    expect(page).toContain('</html>')
    expect(page).not.toContain('NaN')
  })
})
