/** Rows looked up by number, and added up by number. */
import type { Device, Shape, View } from '../../../device/device.ts'
import { emptyBuffer, type GpuBuffer } from '../runtime/buffer.ts'
import { contentOf, wholeNumbers } from '../runtime/contents.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { CELL, quotient, remainder } from '../runtime/source.ts'

const rowWidth = (shape: Shape): number => shape.slice(1).reduce((product, size) => product * size, 1)

/** A row that the table does not have is NaN: numbers that the GPU computed itself can't be checked beforehand. */
export function createGather(runtime: Runtime): Device<GpuBuffer>['gather'] {
  return (table, ids, output) => {
    if (output.length === 0) return
    const width = rowWidth(table.shape)
    const text = runtime.text(table.buffer, output)
    const id = text.let('id', `${text.array('ids')}[${quotient(CELL, text.integer('width'))}]`)
    text.let('value', text.notANumber())
    text.line(
      `if ((id >= 0) && (id < ${text.integer('rows')})) {`,
      `value = ${text.array('table')}[${text.whole(id)} * width + ${remainder(CELL, 'width')}];`,
      '}',
    )
    runtime.run(
      text.give('value'),
      { arrays: { table: table.buffer, ids }, integers: { width, rows: table.shape[0] ?? 0 } },
      output,
    )
  }
}

/** The indices of each row's values: those of row r are order[starts[r]] … order[starts[r + 1] − 1], ascending. */
interface Grouping {
  readonly starts: GpuBuffer
  readonly order: GpuBuffer
}

export function createScatterAdd(runtime: Runtime): Device<GpuBuffer>['scatterAdd'] {
  return (values, ids, output) => {
    if (output.buffer.length === 0) return
    if (values.length === 0) return runtime.constant(0, output.buffer)
    const host = wholeNumbers(ids)
    if (host) byGroups(runtime, values, groupingOf(ids, host, output.shape[0] ?? 0), output)
    else bySearch(runtime, values, ids, output)
  }
}

/** Made once for as long as the ids are there. */
function groupingOf(ids: GpuBuffer, host: Int32Array, rows: number): Grouping {
  const [starts, order] = ids.derived
  if (starts?.length === rows + 1 && order) return { starts, order }
  const grouping = grouped(host, rows)
  const made = { starts: fromHost(grouping.starts), order: fromHost(grouping.order) }
  ids.derived = [made.starts, made.order, ...ids.derived]
  return made
}

function fromHost(values: Int32Array): GpuBuffer {
  const buffer = emptyBuffer(values.length, 'int32')
  buffer.content = contentOf(values)
  return buffer
}

/** A counting sort. */
function grouped(ids: Int32Array, rows: number): { starts: Int32Array; order: Int32Array } {
  const starts = new Int32Array(rows + 1)
  for (const id of ids) starts[id + 1] = (starts[id + 1] ?? 0) + 1
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0)
  const next = starts.slice()
  const order = new Int32Array(ids.length)
  ids.forEach((id, index) => {
    const at = next[id] ?? 0
    order[at] = index
    next[id] = at + 1
  })
  return { starts, order }
}

function byGroups(
  runtime: Runtime,
  values: GpuBuffer,
  { starts, order }: Grouping,
  output: View<GpuBuffer>,
): void {
  const text = runtime.text(values, output.buffer)
  const row = text.local('row', quotient(CELL, text.integer('width')))
  const column = text.local('column', `${CELL} - ${row} * width`)
  const first = text.let('first', `${text.array('starts')}[${row}]`)
  const count = text.let('count', `starts[${row} + 1] - first`)
  text.let('total', '0')
  text.loop('j', count, () => {
    text.let('at', `${text.array('order')}[${text.whole(first)} + j]`)
    text.line(`total = total + ${text.array('x')}[${text.whole('at')} * width + ${column}];`)
  })
  runtime.run(
    text.give('total'),
    { arrays: { x: values, starts, order }, integers: { width: rowWidth(output.shape) } },
    output.buffer,
  )
}

/** Where the ids are on the GPU alone: each cell goes through all of them. */
function bySearch(runtime: Runtime, values: GpuBuffer, ids: GpuBuffer, output: View<GpuBuffer>): void {
  const text = runtime.text(values, output.buffer)
  const row = text.local('row', quotient(CELL, text.integer('width')))
  const column = text.local('column', `${CELL} - ${row} * width`)
  text.let('total', '0')
  text.loop('j', text.integer('count'), () => {
    text.line(
      `if (${text.array('ids')}[j] == ${row}) { total = total + ${text.array('x')}[j * width + ${column}]; }`,
    )
  })
  runtime.run(
    text.give('total'),
    { arrays: { x: values, ids }, integers: { width: rowWidth(output.shape), count: ids.length } },
    output.buffer,
  )
}
