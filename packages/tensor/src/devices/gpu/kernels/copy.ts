/** Copies of strided blocks: a thread finds the piece that its cell is in, and reads from there. */

import { collapse } from '../../../device/axes.ts'
import type { Device, Piece } from '../../../device/device.ts'
import { sizeOf, stridesOf } from '../../../tensor/shape.ts'
import type { GpuBuffer } from '../runtime/buffer.ts'
import { MOST_ARRAYS } from '../runtime/modes.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { CELL, quotient } from '../runtime/source.ts'
import { Numbering, stridedPlace } from '../runtime/strides.ts'

export function createCopy(runtime: Runtime): Device<GpuBuffer>['copy'] {
  return (sources, pieces, output) => {
    if (output.length === 0) return
    const given = pieces.filter(({ shape }) => sizeOf(shape) > 0)
    const [first] = given
    const whole = given.length === 1 && first && sizeOf(first.shape) === output.length
    if (given.length === 0) runtime.constant(0, output)
    else if (whole && fills(first)) copyWhole(runtime, sources, first, output)
    else copyPieces(runtime, sources, given, output)
  }
}

/** Whether the piece's cells are the output's, in their order. */
const fills = ({ shape, targetOffset, targetStrides }: Piece): boolean => {
  const dense = stridesOf(shape)
  return targetOffset === 0 && shape.every((size, axis) => size === 1 || targetStrides[axis] === dense[axis])
}

/** Transposed, cut out, or repeated. */
function copyWhole(
  runtime: Runtime,
  sources: readonly GpuBuffer[],
  { source, shape, sourceOffset, sourceStrides }: Piece,
  output: GpuBuffer,
): void {
  const from = sources[source]
  if (from === undefined) return
  if (from.content?.kind === 'constant') {
    runtime.constant(from.content.value, output)
    return
  }
  const text = runtime.text(from, output)
  const { sizes, strides } = collapse(shape, [sourceStrides])
  const numbering = new Numbering(sizes)
  const index = stridedPlace(numbering, strides[0] ?? [], 's', text)
  const program = text.give(`${text.array('x')}[${index} + ${text.integer('offset')}]`)
  runtime.run(
    program,
    { arrays: { x: from }, integers: { offset: sourceOffset, ...numbering.integers } },
    output,
  )
}

/** Some pieces at a time; those before are read from what the launch before gave. */
function copyPieces(
  runtime: Runtime,
  sources: readonly GpuBuffer[],
  pieces: readonly Piece[],
  output: GpuBuffer,
  under?: GpuBuffer,
): void {
  const room = MOST_ARRAYS - (under ? 1 : 0)
  const [now, later] = [pieces.slice(0, room), pieces.slice(room)]
  if (later.length === 0) launch(runtime, sources, now, output, under)
  else
    runtime.scratch(output.length, (partial) => {
      launch(runtime, sources, now, partial, under)
      copyPieces(runtime, sources, later, output, partial)
    })
}

function launch(
  runtime: Runtime,
  sources: readonly GpuBuffer[],
  pieces: readonly Piece[],
  output: GpuBuffer,
  under: GpuBuffer | undefined,
): void {
  const text = runtime.text(output, ...sources)
  const arrays: Record<string, GpuBuffer> = {}
  const integers: Record<string, number> = {}
  const integer = (name: string, value: number) => {
    integers[name] = value
    return text.integer(name)
  }
  if (under) arrays[text.array('under')] = under
  text.let('value', under ? `under[${CELL}]` : '0')
  pieces.forEach((piece, number) => {
    const source = sources[piece.source]
    if (source === undefined) return
    arrays[text.array(`x${number}`)] = source
    const axes = piece.shape.flatMap((size, axis) =>
      size === 1 && piece.targetStrides[axis] === 0 ? [] : [axis],
    )
    // The cell's index along each axis of the output, less where the piece begins there.
    let [rest, start] = [CELL, piece.targetOffset]
    const inside: string[] = []
    const terms: string[] = [integer(`from${number}`, piece.sourceOffset)]
    for (const axis of axes) {
      const stride = integer(`to${number}_${axis}`, Math.max(piece.targetStrides[axis] ?? 1, 1))
      const at = text.local(`at${number}_${axis}`, quotient(rest, stride))
      const begin = Math.floor(start / Math.max(piece.targetStrides[axis] ?? 1, 1))
      start -= begin * Math.max(piece.targetStrides[axis] ?? 1, 1)
      const begins = integer(`begin${number}_${axis}`, begin)
      const size = integer(`size${number}_${axis}`, piece.shape[axis] ?? 1)
      inside.push(`(${at} >= ${begins})`, `(${at} < ${begins} + ${size})`)
      terms.push(`(${at} - ${begins}) * ${integer(`step${number}_${axis}`, piece.sourceStrides[axis] ?? 0)}`)
      rest = text.local(`rest${number}_${axis}`, `${rest} - ${at} * ${stride}`)
    }
    // Between cells that lie apart are others, which aren't the piece's.
    if ((piece.targetStrides[axes.at(-1) ?? -1] ?? 1) > 1)
      inside.push(`(${rest} == ${integer(`within${number}`, start)})`)
    const read = `value = x${number}[${terms.join(' + ')}];`
    text.line(inside.length === 0 ? read : `if (${inside.join(' && ')}) { ${read} }`)
  })
  runtime.run(text.give('value'), { arrays, integers }, output)
}
