/** A page that shows what masking does: one file, without script, nothing loaded from elsewhere. */
import type { MaskingDescription } from './masking.ts'
import type { MaskingStatistics, ShownToken } from './statistics.ts'

/**
 * A page that shows what masking does: its figures, and sequences with each token's outcome in colour.
 * @param masking as `describeMasking` gives it, for the page's head
 * @returns HTML, whole by itself
 * @example
 * const report = maskingStatistics(sequences(tokenizer, documents, 16), { masking: { tokenizer }, seed: 1, epoch: 0 })
 * maskingHtml(report, describeMasking({})).slice(0, 15) // '<!doctype html>'
 */
export const maskingHtml = (
  statistics: MaskingStatistics,
  masking: MaskingDescription,
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Masking: ${escaped(masking.strategy)}</title>
<style>${style}</style>
<main>
<h1>Masking: ${escaped(masking.strategy)}</h1>
<p><code>${escaped(JSON.stringify(masking))}</code></p>
<p class="legend"><span class="masked">word</span> shows [MASK] <span class="replaced">word<small>other</small></span> shows another word <span class="kept">word</span> is to be predicted, and shows itself</p>
${statistics.examples.map(({ tokens }) => `<p class="text">${tokens.map(tokenHtml).join(' ')}</p>`).join('\n')}
<h2>What was chosen</h2>
<table>
${row('sequences', integer(statistics.sequences))}
${row('tokens that may be chosen', integer(statistics.candidates))}
${row('chosen', `${integer(statistics.chosen)} (${percent(statistics.rate)})`)}
${row('show [MASK]', shareOf(statistics.masked, statistics))}
${row('show another word', shareOf(statistics.replaced, statistics))}
${row('show themselves', shareOf(statistics.kept, statistics))}
</table>
<h2>Lengths of runs</h2>
<p>Chosen tokens in a row; ${statistics.meanRun.toFixed(2)} on the average.</p>
<table>
${histogram(statistics.runs)}
</table>
</main>
</html>
`

const style = `
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1, h2 { line-height: 1.2 } code { overflow-wrap: anywhere }
.text { font-size: 1.1rem; border-left: 3px solid #8886; padding-left: 1rem }
.masked, .replaced, .kept { border-radius: .25rem; padding: 0 .3rem; color: #000 }
.masked { background: #f2c14e } .replaced { background: #f08a80 } .kept { background: #8fd19e }
.special { opacity: .5 } small { margin-left: .3rem; font-style: italic }
td { padding: 0 1.5rem 0 0 } td + td { text-align: right; font-variant-numeric: tabular-nums }
meter { width: 20rem; max-width: 50vw }`

function tokenHtml({ token, shown, outcome }: ShownToken): string {
  if (outcome === 'unchosen')
    return /^\[.*\]$/.test(token) ? `<span class="special">${escaped(token)}</span>` : escaped(token)
  const other = outcome === 'replaced' ? `<small>${escaped(shown)}</small>` : ''
  return `<span class="${outcome}" title="shows ${escaped(shown)}">${escaped(token)}${other}</span>`
}

/** A bar for each length from 1 to the longest. */
function histogram(runs: MaskingStatistics['runs']): string {
  const counts = new Map(runs.map(({ length, count }) => [length, count]))
  const most = Math.max(1, ...counts.values())
  return Array.from({ length: runs.at(-1)?.length ?? 0 }, (_, index) => {
    const count = counts.get(index + 1) ?? 0
    return row(`${index + 1}`, `<meter max="${most}" value="${count}"></meter> ${integer(count)}`)
  }).join('\n')
}

const row = (name: string, value: string) => `<tr><td>${name}</td><td>${value}</td></tr>`
const integer = (count: number) => count.toLocaleString('en-US')
const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const shareOf = (count: number, { chosen }: MaskingStatistics) =>
  `${integer(count)} (${percent(count / Math.max(1, chosen))})`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
