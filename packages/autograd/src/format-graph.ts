/** The graph of a variable as a tree of lines: what it was made from, down to the parameters. */
import type { Shape } from '@cloze/tensor'
import { formatShape } from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import { shouldBe } from './given.ts'
import { Node, type Source, Variable } from './tape.ts'

interface Line {
  /** What a constant was is not kept. */
  readonly at: Source | undefined
  readonly shape: Shape
  /** What stands before it, and before what it was made from. */
  readonly lead: string
  readonly indent: string
}

/**
 * How a variable was made: its op, below it that op's operands, and so on down to parameters and constants. What is used
 * more than once has a number, and stands with all that is below it where it comes first.
 * @param lines how many are written at most; the end says how many ops and parameters are left out
 * @example
 * const w = parameter(tensor([1, 2]), 'w')
 * const y = exp(w)
 * formatGraph(sum(mul(y, y))).split('\n')
 * // ['sum []', '└─ mul [2]', '   ├─ (1) exp [2]', '   │  └─ parameter w [2]', '   └─ (1) exp [2], as above']
 */
export function formatGraph(variable: Variable, lines = 60): string {
  if (!(variable instanceof Variable))
    throw new GradientError(`formatGraph: ${shouldBe('what it shows', 'a variable', variable)}`)
  if (!(Number.isInteger(lines) && lines > 0))
    throw new GradientError(`formatGraph: ${shouldBe('lines', 'a whole number from 1', lines)}`)
  const uses = usesOf(variable)
  const seen = new Set<Source>()
  const numbers = new Map<Source, number>()
  const text: string[] = []
  const top = variable.node ?? (variable.isParameter ? variable : undefined)
  const open: Line[] = [{ at: top, shape: variable.shape, lead: '', indent: '' }]
  for (let line = open.pop(); line !== undefined; line = open.pop()) {
    if (text.length >= lines) return [...text, `… ${uses.size - seen.size} more`].join('\n')
    const { at, shape, lead, indent } = line
    if (at !== undefined && (uses.get(at) ?? 0) > 1 && !numbers.has(at)) numbers.set(at, numbers.size + 1)
    const number = at && numbers.has(at) ? `(${numbers.get(at)}) ` : ''
    const isKnown = at !== undefined && seen.has(at)
    text.push(`${lead}${number}${nameOf(at)} ${formatShape(shape)}${isKnown ? ', as above' : ''}`)
    if (at === undefined || isKnown) continue
    seen.add(at)
    if (at instanceof Node) open.push(...operandsOf(at, indent).reverse())
  }
  return text.join('\n')
}

const operandsOf = ({ sources, shapes }: Node, indent: string): Line[] =>
  shapes.map((shape, index) => {
    const isLast = index === shapes.length - 1
    return {
      at: sources[index],
      shape,
      lead: `${indent}${isLast ? '└─ ' : '├─ '}`,
      indent: `${indent}${isLast ? '   ' : '│  '}`,
    }
  })

function nameOf(at: Source | undefined): string {
  if (at === undefined) return 'constant'
  if (at instanceof Node) return at.op.name
  return at.name === undefined ? 'parameter' : `parameter ${at.name}`
}

/** How often each op and parameter is used. Its own stack: tapes are long. */
function usesOf({ node }: Variable): ReadonlyMap<Source, number> {
  const uses = new Map<Source, number>()
  const open: (Source | undefined)[] = [node]
  while (open.length > 0) {
    const at = open.pop()
    if (at === undefined) continue
    const before = uses.get(at) ?? 0
    uses.set(at, before + 1)
    if (before === 0 && at instanceof Node) open.push(...at.sources)
  }
  return uses
}
