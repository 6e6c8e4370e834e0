/** For each function that moves, joins and chooses cells, and for products of them: where its gradient is checked. */
import type { Variable } from '@cloze/autograd'
import * as t from '@cloze/tensor'
import { padded } from './along-axes.ts'
import type { CaseOf } from './case.ts'
import type { Draw } from './draw.ts'

/** A function of one operand, of at least `rank` axes; it may draw what else it takes. */
const ofOne =
  (rank: number, f: (shape: readonly number[], draw: Draw) => (x: Variable) => Variable): CaseOf =>
  (drawn, draw) => {
    const shape = padded(drawn, rank)
    return { f: f(shape, draw), inputs: [draw.floats(shape)] }
  }

/** A function of one operand and one of its axes. */
const along = (f: (size: number, axis: number, draw: Draw) => (x: Variable) => Variable, rank = 1): CaseOf =>
  ofOne(rank, (shape, draw) => {
    const axis = draw.integer(shape.length)
    return f(shape[axis] ?? 1, axis, draw)
  })

/** Whole numbers from −2 to 2. */
const few = (draw: Draw): number => draw.integer(5) - 2

const pool =
  (f: typeof t.maxPool): CaseOf =>
  (shape, draw) => {
    const options = { size: 2 + draw.integer(2), stride: 1 + draw.integer(2), padding: draw.integer(2) }
    const axis = draw.integer(padded(shape, 1).length)
    const x = padded(shape, 1).with(axis, 3 + draw.integer(3))
    return { f: (x) => f(x, { ...options, axis }), inputs: [draw.floats(x)] }
  }

/** One for each axis. */
const index = (size: number, draw: Draw): t.Index => {
  const kinds: t.Index[] = [null, t.slice(null, null, -2), t.slice(draw.integer(size + 1))]
  if (size > 0) kinds.push(draw.integer(size) - size)
  return kinds[draw.integer(kinds.length)] ?? null
}

const equations: readonly (readonly [equation: string, ...operands: string[]])[] = [
  ['ij,jk->ki', 'ij', 'jk'],
  ['bij,bkj->bik', 'bij', 'bkj'],
  ['iij,j->i', 'iij', 'j'],
  ['ij,ij->', 'ij', 'ij'],
  ['ij,jkk,i->ki', 'ij', 'jkk', 'i'],
]

export const shapeCases = {
  at: ofOne(1, (shape, draw) => {
    const indices = shape.map((size) => index(size, draw))
    const axis = draw.integer(shape.length)
    const size = shape[axis] ?? 0
    const several = [
      ...(size > 0 ? [[size - 1, 0, size - 1]] : []),
      Array.from({ length: size }, () => draw.chance()),
    ]
    const chosen = several[draw.integer(3)]
    return (x) => t.at(x, chosen ? indices.with(axis, chosen) : indices)
  }),
  attentionProbabilities: (_, draw) => {
    const [batch, heads, queries, keys] = [
      draw.integer(2),
      1 + draw.integer(2),
      draw.integer(3),
      1 + draw.integer(3),
    ]
    const hidden = heads * (1 + draw.integer(2))
    const mask = draw.chance() ? draw.ids([batch, keys], 2) : undefined
    return {
      f: (query, key) => t.attentionProbabilities(query, key, mask, { heads }),
      inputs: [draw.floats([batch, queries, hidden]), draw.floats([batch, keys, hidden])],
    }
  },
  averagePool: pool(t.averagePool),
  cast: ofOne(0, () => (x) => t.cast(x, 'float')),
  chunk: along((_, axis, draw) => {
    const count = 1 + draw.integer(3)
    return (x) => t.concatenate(t.chunk(x, count, axis).toReversed(), axis)
  }),
  conv1d: (_, draw) => {
    const [N, groups, inner, outer, K] = [
      draw.integer(3),
      1 + draw.integer(2),
      1 + draw.integer(2),
      1 + draw.integer(2),
      1 + draw.integer(3),
    ]
    const options = {
      stride: 1 + draw.integer(2),
      padding: draw.integer(2),
      dilation: 1 + draw.integer(2),
      groups,
    }
    const biased = draw.chance() ? [draw.floats([groups * outer])] : []
    return {
      f: (x, weight, bias) => t.conv1d(x, weight, { ...options, ...(bias && { bias }) }),
      inputs: [
        draw.floats([N, groups * inner, 5 + draw.integer(3)]),
        draw.floats([groups * outer, inner, K]),
        ...biased,
      ],
    }
  },
  diagonal: ofOne(2, (_, draw) => {
    const offset = few(draw)
    return (x) => t.diagonal(x, offset)
  }),
  dot: (shape, draw) => {
    const size = shape.slice(0, 1)
    return { f: (x, y) => t.dot(x, y), inputs: [draw.floats(padded(size, 1)), draw.floats(padded(size, 1))] }
  },
  einsum: (shape, draw) => {
    const [equation, ...operands] = equations[draw.integer(equations.length)] ?? ['i->i', 'i']
    const sizes = padded(shape, 3)
    const sizeOf = (label: string) => (label === 'b' ? 2 : (sizes['ijk'.indexOf(label)] ?? 1))
    return {
      f: (...inputs) => t.einsum(equation, ...inputs),
      inputs: operands.map((labels) => draw.floats([...labels].map(sizeOf))),
    }
  },
  embedding: (shape, draw) => {
    const rows = 1 + draw.integer(3)
    const ids = draw.ids([draw.integer(4), 2], rows)
    return { f: (x) => t.embedding(ids, x), inputs: [draw.floats([rows, ...shape.slice(1)])] }
  },
  expand: (shape, draw) => {
    const from = draw.narrower(shape)
    const own = shape.map((size, axis) => (from[axis - shape.length + from.length] === size ? -1 : size))
    return { f: (x) => t.expand(x, own), inputs: [draw.floats(from)] }
  },
  flatten: ofOne(0, (shape, draw) => {
    const start = draw.integer(Math.max(shape.length, 1))
    return (x) => t.flatten(x, start)
  }),
  flip: ofOne(0, (shape, draw) => {
    const axes = draw.axes(shape)
    return (x) => t.flip(x, axes)
  }),
  maxPool: pool(t.maxPool),
  mean: (drawn, draw) => {
    const shape = drawn.map((size) => Math.max(1, size))
    const options = { axes: draw.axes(shape), keepAxes: draw.chance() }
    return { f: (x) => t.mean(x, options), inputs: [draw.floats(shape)] }
  },
  outer: (shape, draw) => {
    const [m = 2, n = 3] = shape
    return { f: (x, y) => t.outer(x, y), inputs: [draw.floats([m]), draw.floats([n])] }
  },
  pad: ofOne(0, (shape, draw) => {
    const widths = shape.map(() => [draw.integer(3), draw.integer(3)] as const)
    const options = draw.chance() ? { value: 0.5 } : {}
    return (x) => t.pad(x, widths, options)
  }),
  repeat: along((_, axis, draw) => {
    const count = draw.integer(4)
    return (x) => t.repeat(x, count, axis)
  }),
  roll: along((_, axis, draw) => {
    const shift = few(draw)
    return (x) => t.roll(x, shift, axis)
  }),
  split: along((size, axis, draw) => {
    const first = draw.integer(size + 1)
    const sizes = draw.chance() ? 1 + draw.integer(2) : [first, size - first]
    return (x) => t.concatenate(t.split(x, sizes, axis).toReversed(), axis)
  }),
  squeeze: ofOne(0, () => (x) => t.squeeze(x)),
  stack: (shape, draw) => {
    const axis = draw.integer(shape.length + 1)
    return { f: (x, y) => t.stack([x, y, x], axis), inputs: [draw.floats(shape), draw.floats(shape)] }
  },
  swapAxes: ofOne(1, (shape, draw) => {
    const [a, b] = [draw.integer(shape.length), draw.integer(shape.length)]
    return (x) => t.swapAxes(x, a, b)
  }),
  tile: ofOne(0, (shape, draw) => {
    const repeats = [...shape.map(() => draw.integer(3)), ...(draw.chance() ? [2] : [])]
    return (x) => t.tile(x, repeats)
  }),
  trace: ofOne(2, () => (x) => t.trace(x)),
  tril: ofOne(2, (_, draw) => {
    const k = few(draw)
    return (x) => t.tril(x, k)
  }),
  triu: ofOne(2, (_, draw) => {
    const k = few(draw)
    return (x) => t.triu(x, k)
  }),
  unsqueeze: ofOne(0, (shape, draw) => {
    const axis = draw.integer(shape.length + 1)
    return (x) => t.unsqueeze(x, axis)
  }),
} as const satisfies Readonly<Record<string, CaseOf>>
