/**
 * `pnpm tsx test/gpu/accuracy.ts [runs] [--hardware]` prints, as Markdown, the largest error of each op and of its
 * gradients on each mode of the GPU that can run here; in a page on the machine's GPU, or where software plays it.
 */
import { parseArgs } from 'node:util'
import { cpu } from '@cloze/tensor'
import fc from 'fast-check'
import { lacking, modes } from '../../harness/gpu/modes.ts'
import { tableCases } from '../autograd/derivatives/cases.ts'
import { elementwiseCases } from '../autograd/derivatives/elementwise-cases.ts'
import { caseNames, casesFor } from '../conformance/all-cases.ts'
import { toleranceOf } from '../conformance/gpu-tolerances.ts'
import { type Host, openHost } from './host.ts'
import type { Outcome } from './session.ts'

const {
  values: { hardware },
  positionals: [count = '200'],
} = parseArgs({ options: { hardware: { type: 'boolean', default: false } }, allowPositionals: true })
const runs = { numRuns: Number(count), seed: 1 }
const gradientNames = [...elementwiseCases, ...tableCases].map(([name]) => name)

const shown = ({ error, worst }: Outcome): string =>
  error === undefined ? String(Number(worst.toPrecision(2))) : `**fails** (${worst.toPrecision(2)})`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

/** One column: what `of` found for each name. */
async function column(names: readonly string[], of: (name: string) => Promise<Outcome>): Promise<string[]> {
  const cells: string[] = []
  for (const name of names) {
    const found = await of(name)
    if (found.error !== undefined) process.stderr.write(`${name}: ${found.error}\n`)
    cells.push(shown(found))
  }
  return cells
}

const here = modes.filter((mode) => {
  const reason = lacking(mode)
  if (reason !== undefined) process.stderr.write(`left out ${mode}: ${reason}\n`)
  return reason === undefined
})
const values: string[][] = []
const gradients: string[][] = []
for (const mode of here) {
  const host: Host = await openHost(mode, hardware)
  try {
    process.stderr.write(`${mode}: ${JSON.stringify(await host.call('info', mode))}\n`)
    values.push(await column(caseNames, (name) => host.call('check', mode, name, runs)))
    gradients.push(await column(gradientNames, (name) => host.call('checkGradient', mode, name, runs)))
  } finally {
    await host.close()
  }
}

const row = (columns: readonly string[][], at: number) => columns.map((cells) => cells[at] ?? '')
/** An op that does not round as its definition does has the tolerance of the table. */
function allowed(name: string): string {
  const [call] = fc.sample(
    casesFor(cpu).find((each) => each.name === name)?.calls ?? fc.constant(undefined),
    1,
  )
  const { units, of } = toleranceOf(name)
  if (call?.rounds) return 'as `cpu`'
  return of === 'operands' ? `${units} of the operand` : String(units)
}

console.log(
  `${table(
    ['op', 'allowed', ...here],
    caseNames.map((name, at) => [name, allowed(name), ...row(values, at)]),
  )}\n\n${table(
    ['gradient of', 'allowed', ...here],
    gradientNames.map((name, at) => [name, 'as `cpu`', ...row(gradients, at)]),
  )}`,
)
