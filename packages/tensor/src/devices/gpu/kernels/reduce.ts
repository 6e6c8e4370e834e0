/**
 * Reductions: a thread reduces one row, whatever stands in it: an expression of several inputs as well as one tensor.
 * Long rows go in two steps, so that more threads share them and rounding errors stay small.
 */

import type { Device } from '../../../device/device.ts'
import { lastStep, type Run, runsOf } from '../../../device/runs.ts'
import { compileFloat32 } from '../../../scalar/evaluate.ts'
import { trace } from '../../../scalar/graph.ts'
import { input, type Scalar } from '../../../scalar/scalar.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { isNumber, print } from '../runtime/expression.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { CELL, type Program, quotient } from '../runtime/source.ts'

type Reduction = 'sum' | 'max' | 'logSumExp'

/** How an input of the expression is read at row (b, a) and index j of the row. */
interface RowInput {
  readonly buffer: GpuBuffer
  /** `cell`: at (b, j, a). `row`: at (b, a). `column`: at (j, a). `offset`: at j. */
  readonly reading: 'cell' | 'row' | 'column' | 'offset'
}

/** What is done with a row's reduction at the end: a graph of it, then the numbers. */
interface Finish {
  readonly graph: Scalar
  readonly numbers: readonly number[]
}

/** Rows of `size` elements that lie `after` apart: element (b, j, a) is at (b·size + j)·after + a. */
export interface Rows {
  readonly before: number
  readonly size: number
  readonly after: number
}

/** A longer row is cut into parts of this length. */
const PART = 512

const neutral: Readonly<Record<Reduction, number>> = {
  sum: 0,
  max: Number.NEGATIVE_INFINITY,
  logSumExp: Number.NEGATIVE_INFINITY,
}

const expFrom = trace(2, (x, shift) => x.sub(shift).exp())
const logPlus = trace(2, (total, shift) => total.log().add(shift))
const identity = input(0)
const unfinished: Finish = { graph: identity, numbers: [] }

/**
 * output[b, a] = the reduction of `graph` over j. Of `logSumExp`: the maximum plus the logarithm of the sum of
 * exponentials from there, which can be reduced again over the parts of a row.
 * @param finish as it is where left out
 */
export function reduceRows(
  runtime: Runtime,
  kind: Reduction,
  graph: Scalar,
  inputs: readonly RowInput[],
  rows: Rows,
  output: GpuBuffer,
  finish: Finish = unfinished,
): void {
  const { before, size, after } = rows
  if (size === 0) {
    runtime.constant(compileFloat32(finish.graph)([neutral[kind], ...finish.numbers]), output)
    return
  }
  const parts = Math.ceil(size / PART)
  if (parts === 1) {
    launch(runtime, kind, graph, inputs, rows, 1, output, finish)
    return
  }
  runtime.scratch(before * parts * after, (partial) => {
    launch(runtime, kind, graph, inputs, rows, parts, partial, unfinished)
    const whole = [{ buffer: partial, reading: 'cell' }] as const
    reduceRows(runtime, kind, identity, whole, { before, size: parts, after }, output, finish)
  })
}

function launch(
  runtime: Runtime,
  kind: Reduction,
  graph: Scalar,
  inputs: readonly RowInput[],
  { size, after }: Rows,
  parts: number,
  output: GpuBuffer,
  finish: Finish,
): void {
  const arrays: Record<string, GpuBuffer> = {}
  const floats: Record<string, number> = {}
  inputs.forEach(({ buffer }, index) => {
    if (buffer.content?.kind === 'constant') floats[`c${index}`] = buffer.content.value
    else arrays[`x${index}`] = buffer
  })
  finish.numbers.forEach((number, index) => {
    floats[`f${index}`] = number
  })
  const program = rowProgram(runtime, kind, graph, inputs, after === 1, parts > 1, finish)
  const integers = { size, after, parts, block: parts * after, part: Math.ceil(size / parts) }
  runtime.run(program, { arrays, floats, integers }, output)
}

/** Output cell (b, p, a) reduces the part p of row (b, a). */
function rowProgram(
  runtime: Runtime,
  kind: Reduction,
  graph: Scalar,
  inputs: readonly RowInput[],
  dense: boolean,
  parts: boolean,
  finish: Finish,
): Program {
  const text = runtime.text(...inputs.map(({ buffer }) => buffer))
  const size = text.integer('size')
  const times = dense ? '' : ` * ${text.integer('after')}`
  const outer = dense ? CELL : quotient(CELL, 'after') // b·parts + p
  const column = dense ? '' : ` + ${CELL} - ${outer} * after` // a
  const b = parts ? quotient(CELL, text.integer('block')) : outer
  const from = parts
    ? text.local('from', `(${outer} - ${b} * ${text.integer('parts')}) * ${text.integer('part')}`)
    : '0'
  if (parts) text.line(`let count = size - ${from};`, 'if (part < count) { count = part; }')
  const count = parts ? 'count' : size
  const row = text.local('row', `${b}${times}${column}`)
  const first = text.local('first', `(${b} * ${size} + ${from})${times}${column}`)
  const firstColumn = text.local('firstColumn', `${from}${times}${column}`)

  const starts = { cell: first, row, column: firstColumn, offset: from }

  // What doesn't change along the row is read before the loop.
  const fixed = inputs.map(({ buffer, reading }, index) => {
    if (buffer.content?.kind === 'constant') return text.float(`c${index}`)
    const array = text.array(`x${index}`)
    return reading === 'row' ? text.let(`v${index}`, `${array}[${row}]`) : undefined
  })
  const value = (prefix: string, j: string): string => {
    const names = inputs.map(
      ({ reading }, index) =>
        fixed[index] ??
        text.let(
          `${prefix}v${index}`,
          `x${index}[${starts[reading]} + ${j}${reading === 'offset' ? '' : times}]`,
        ),
    )
    return print(graph, names, text, `${prefix}t`)
  }
  const most = () => {
    text.let('most', `-${text.infinity()}`)
    text.loop('i', count, () => {
      const x = value('m', 'i')
      const take = `{ most = ${x}; }`
      text.line(
        `if (${isNumber('most', text)}) { if (${isNumber(x, text)}) { if (${x} > most) ${take} } else ${take} }`,
      )
    })
  }
  const give = (reduced: string): Program => {
    const numbers = finish.numbers.map((_, index) => text.float(`f${index}`))
    return text.give(print(finish.graph, [reduced, ...numbers], text, 'f'))
  }
  if (kind === 'max') {
    most()
    return give('most')
  }
  let shift = ''
  if (kind === 'logSumExp') {
    most()
    shift = text.let('shift', `(most == -${text.infinity()}) ? 0 : most`)
  }
  text.let('total', '0')
  text.loop('j', count, () => {
    const x = value('s', 'j')
    text.line(`total = total + ${kind === 'sum' ? x : print(expFrom, [x, shift], text, 'e')};`)
  })
  return give(kind === 'sum' ? 'total' : print(logPlus, ['total', shift], text, 'l'))
}

export function createReduce(runtime: Runtime): Device<GpuBuffer>['reduce'] {
  const reduce = (kind: Reduction, buffer: GpuBuffer, runs: readonly Run[], output: GpuBuffer): void => {
    const { left, ...rows } = lastStep(runs)
    const step = (to: GpuBuffer) =>
      reduceRows(runtime, kind, identity, [{ buffer, reading: 'cell' }], rows, to)
    if (!left.some((run) => run.reduced)) step(output)
    else
      runtime.scratch(rows.before * rows.after, (partial) => {
        step(partial)
        reduce(kind, partial, left, output)
      })
  }
  return (kind, x, axes, output) => {
    if (output.length === 0) return
    if (x.buffer.length === 0) runtime.constant(neutral[kind], output)
    else reduce(kind, x.buffer, runsOf(x.shape, axes), output)
  }
}
