/**
 * Sums of products: a thread computes one cell, four terms a round, into four sums. The matrix product is one, and so
 * are attention's, whose heads are read where they lie.
 */

import { collapse } from '../../../device/axes.ts'
import type { Shape } from '../../../device/device.ts'
import type { Scalar } from '../../../scalar/scalar.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { print } from '../runtime/expression.ts'
import { checkArrays, type Operand, readOperands } from '../runtime/operands.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { Numbering, stridedPlace } from '../runtime/strides.ts'

/** A factor: where it begins for each cell, and how far apart the terms are in it. */
export interface Factor extends Operand {
  readonly along: number
}

/** What is done with each sum before it is stored: a graph of the sum, then the operands. */
export interface Epilogue {
  readonly graph: Scalar
  readonly operands: readonly Operand[]
}

interface Contraction {
  /** The output's axes. */
  readonly sizes: Shape
  readonly a: Factor
  readonly b: Factor
  /** How many terms a sum has. */
  readonly inner: number
  readonly epilogue?: Epilogue | undefined
}

const UNROLLED = 4

/** output[cell] = Σ over t of a[cell, t]·b[cell, t]. */
export function contract(
  runtime: Runtime,
  { sizes: shape, a, b, inner, epilogue }: Contraction,
  output: GpuBuffer,
): void {
  if (output.length === 0) return
  const others = epilogue?.operands ?? []
  const { sizes, strides } = collapse(shape, [a.strides, b.strides, ...others.map((each) => each.strides)])
  const [stridesA, stridesB, ...rest] = strides
  const text = runtime.text(output, a.buffer, b.buffer, ...others.map(({ buffer }) => buffer))
  const numbering = new Numbering(sizes)
  const atA = stridedPlace(numbering, stridesA, 'a', text)
  const atB = stridedPlace(numbering, stridesB, 'b', text)
  const integers = {
    rounds: Math.floor(inner / UNROLLED),
    rest: inner % UNROLLED,
    alongA: a.along,
    alongB: b.along,
  }
  const term = (t: string) =>
    `${text.array('a')}[${atA} + ${t} * ${text.integer('alongA')}] * ${text.array('b')}[${atB} + ${t} * ${text.integer('alongB')}]`

  const sums = Array.from({ length: UNROLLED }, (_, index) => text.let(`sum${index}`, '0'))
  text.loop('round', text.integer('rounds'), () => {
    for (const [index, sum] of sums.entries())
      text.line(`${sum} = ${sum} + ${term(`(round * ${UNROLLED} + ${index})`)};`)
  })
  text.loop('last', text.integer('rest'), () => {
    text.line(`sum0 = sum0 + ${term(`(rounds * ${UNROLLED} + last)`)};`)
  })
  const total = text.let('total', '(sum0 + sum1) + (sum2 + sum3)')
  const read = readOperands(
    others.map(({ buffer }, number) => ({ buffer, strides: rest[number] ?? [] })),
    numbering,
    text,
  )
  const arrays = { a: a.buffer, b: b.buffer, ...read.arrays }
  checkArrays('a product', arrays)
  const program = text.give(epilogue ? print(epilogue.graph, [total, ...read.names], text) : total)
  runtime.run(
    program,
    { arrays, floats: read.floats, integers: { ...integers, ...numbering.integers } },
    output,
  )
}
