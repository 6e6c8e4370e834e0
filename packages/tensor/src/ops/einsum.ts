/** Sums of products of any axes, as matrix products. */

import type { Shape } from '../device/device.ts'
import { ShapeError } from '../errors.ts'
import { scope } from '../memory.ts'
import type { ResultOf } from '../tensor/apply.ts'
import { checkGiven } from '../tensor/described.ts'
import { type Operand, shapeOf } from '../tensor/op.ts'
import { together } from '../tensor/placed.ts'
import { formatShape, sizeAt, sizeOf } from '../tensor/shape.ts'
import { diagonal } from './diagonal.ts'
import { mul } from './elementwise.ts'
import { floats } from './floats.ts'
import { matmul } from './matmul.ts'
import { sum } from './reductions.ts'
import { reshape, transpose } from './shapes.ts'

type Labels = readonly string[]

/** A tensor whose axes have names. */
interface Named {
  readonly x: Operand
  readonly labels: Labels
}

/**
 * Einstein's summation: each letter names an axis, what is named twice is multiplied, and what is not in the result is
 * summed. NumPy's and PyTorch's `einsum`, each pair of operands as one matrix product, from left to right.
 *
 * A letter that stands twice in an operand takes its diagonal; `...` stands for axes that are broadcast, as PyTorch has
 * it. Without `->` the result has the axes of `...` and then the letters that stand once, in the order of the alphabet.
 * int32 counts as floats.
 * @param equation as `'bij,bjk->bik'`; spaces are of no account
 * @throws TypeError on an equation that can't be read; ShapeError on operands that it doesn't fit
 * @example
 * const x = tensor([[1, 2], [3, 4]])
 * await einsum('ij,jk->ik', x, x).data() // [7, 10, 15, 22]
 * await einsum('ii', x).item() // 5
 * await einsum('ij->j', x).data() // [4, 6]
 */
export function einsum<const O extends readonly Operand[]>(equation: string, ...operands: O): ResultOf<O> {
  checkGiven(typeof equation === 'string', 'einsum', 'the equation', "string, as 'ij,jk->ik'", equation)
  const shapes = operands.map(shapeOf)
  const { inputs, output } = parse(equation, shapes)
  const sizes = sizesOf(equation, inputs, shapes)
  return scope(() => {
    const named = together('einsum', operands).map((x, index) => {
      const diagonals = withoutTwins({ x: floats(x), labels: inputs[index] ?? [] })
      return withoutRepeated(diagonals, sizes)
    })
    const product = named.reduce((done, next, index) => {
      const later = named.slice(index + 1).flatMap(({ labels }) => labels)
      return contract(done, next, [...output, ...later])
    })
    return laidOut(sumOut(product, output), output) as ResultOf<O>
  })
}

/** The labels of each operand and of the result; those of `...` are numbered from the last axis. */
function parse(equation: string, shapes: readonly Shape[]): { inputs: Labels[]; output: Labels } {
  const refuse = (why: string) => new TypeError(`einsum: '${equation}' ${why}`)
  const [left = '', right, ...more] = equation.replaceAll(/\s/g, '').split('->')
  const terms = left.split(',')
  for (const term of right === undefined ? terms : [...terms, right])
    if (!/^[a-z]*(\.{3})?[a-z]*$/i.test(term))
      throw refuse(`is not letters, commas, ... and one ->: '${term}'`)
  if (more.length > 0) throw refuse('has more than one ->')
  if (terms.length !== shapes.length)
    throw refuse(`names ${terms.length} operands, but ${shapes.length} are given`)
  const letters = (term: string): readonly string[] => term.match(/\.{3}|[a-z]/gi) ?? []
  const dots = (count: number) => Array.from({ length: count }, (_, i) => `.${count - 1 - i}`)
  let most = 0
  const inputs = terms.map((term, index) => {
    const [shape, own] = [shapes[index] ?? [], letters(term)]
    const covered = shape.length - own.filter((label) => label !== '...').length
    if (covered < 0 || (covered > 0 && !own.includes('...')))
      throw new ShapeError(
        `einsum: '${term}' does not name the ${shape.length} axes of ${formatShape(shape)}`,
      )
    most = Math.max(most, own.includes('...') ? covered : 0)
    return own.flatMap((label) => (label === '...' ? dots(covered) : [label]))
  })
  const all = inputs.flat().filter((label) => !label.startsWith('.'))
  const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label)).sort()
  const output =
    right === undefined
      ? [...dots(most), ...once]
      : letters(right).flatMap((label) => (label === '...' ? dots(most) : [label]))
  const wrong = output.find(
    (label, index) => output.indexOf(label) !== index || !inputs.flat().includes(label),
  )
  if (wrong) throw refuse(`has ${wrong} in its result, twice or from nowhere`)
  return { inputs, output }
}

/** The size of each label; 1 is repeated to any other. */
function sizesOf(
  equation: string,
  inputs: readonly Labels[],
  shapes: readonly Shape[],
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  inputs.forEach((labels, index) => {
    labels.forEach((label, axis) => {
      const [size, known = 1] = [sizeAt(shapes[index] ?? [], axis), sizes.get(label)]
      const twin = labels.indexOf(label) !== axis
      if (size !== known && ((size !== 1 && known !== 1) || twin))
        throw new ShapeError(
          `einsum: ${label.startsWith('.') ? '...' : label} of '${equation}' has sizes ${known} and ${size} in ${shapes.map(formatShape).join(', ')}`,
        )
      sizes.set(label, size === 1 ? known : size)
    })
  })
  return sizes
}

/** With the diagonal for each label that stands twice. */
function withoutTwins({ x, labels }: Named): Named {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) !== axis)
  if (second < 0) return { x, labels }
  const first = labels.indexOf(labels[second] ?? '')
  const others = labels.flatMap((_, axis) => (axis === first || axis === second ? [] : [axis]))
  return withoutTwins({
    x: diagonal(transpose(x, [first, second, ...others])),
    labels: [...others, first].map((axis) => labels[axis] ?? ''),
  })
}

/** Without the axes of size 1 that another operand has more of: what they hold counts for each. */
function withoutRepeated({ x, labels }: Named, sizes: ReadonlyMap<string, number>): Named {
  const kept = labels.filter((label, axis) => shapeOf(x)[axis] === sizes.get(label))
  return kept.length === labels.length
    ? { x, labels }
    : {
        x: reshape(
          x,
          kept.map((label) => sizes.get(label) ?? 1),
        ),
        labels: kept,
      }
}

/** Summed over what is not kept. */
function sumOut({ x, labels }: Named, kept: Labels): Named {
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]))
  if (axes.length === 0) return { x, labels }
  return { x: sum(x, { axes }), labels: labels.filter((label) => kept.includes(label)) }
}

/** With its axes in that order. */
function laidOut({ x, labels }: Named, order: Labels): Operand {
  const axes = order.map((label) => labels.indexOf(label))
  return axes.every((axis, at) => axis === at) ? reshape(x, shapeOf(x)) : transpose(x, axes)
}

/** The product of two, summed over what is not needed any more. */
function contract(one: Named, other: Named, needed: Labels): Named {
  const a = sumOut(one, [...needed, ...other.labels])
  const b = sumOut(other, [...needed, ...one.labels])
  const sizes = new Map(
    [a, b].flatMap(({ x, labels }) => labels.map((label, axis) => [label, sizeAt(shapeOf(x), axis)])),
  )
  const sized = (labels: Labels) => labels.map((label) => sizes.get(label) ?? 1)
  const shared = a.labels.filter((label) => b.labels.includes(label))
  const batch = shared.filter((label) => needed.includes(label))
  const inner = shared.filter((label) => !needed.includes(label))
  const rows = a.labels.filter((label) => !shared.includes(label))
  const columns = b.labels.filter((label) => !shared.includes(label))
  const labels = [...batch, ...rows, ...columns]
  if (inner.length === 0 || labels.length === batch.length) {
    const all = [...labels, ...inner]
    const spread = (named: Named) => {
      const own = all.filter((label) => named.labels.includes(label))
      return reshape(
        laidOut(named, own),
        all.map((label) => (own.includes(label) ? (sizes.get(label) ?? 1) : 1)),
      )
    }
    return sumOut({ x: mul(spread(a), spread(b)), labels: all }, labels) // no larger than an operand or the result
  }
  /** (B, left, right), or (B, right, left) where its axes lie so already. */
  const matrix = (named: Named, left: Labels, right: Labels) => {
    const [straight, turned] = [
      [...batch, ...left, ...right],
      [...batch, ...right, ...left],
    ]
    const isTurned = named.labels.join() === turned.join()
    const sides = isTurned ? [right, left] : [left, right]
    const shape = [batch, ...sides].map((each) => sizeOf(sized(each)))
    return { x: reshape(laidOut(named, isTurned ? turned : straight), shape), isTurned }
  }
  const [left, right] = [matrix(a, rows, inner), matrix(b, inner, columns)]
  const product = matmul(left.x, right.x, { transposeA: left.isTurned, transposeB: right.isTurned })
  return { x: reshape(product, sized(labels)), labels }
}
