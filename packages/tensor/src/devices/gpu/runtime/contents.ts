import type { Values } from '../../../device/device.ts'
import type { Content, GpuBuffer } from './buffer.ts'

/** The least that is known of values from the host: a number, a count, or the values. */
export function contentOf(values: Values): Content {
  const first = values[0] ?? 0 // no values are all 0, as they are all anything
  if (values.every((value) => Object.is(value, first))) return { kind: 'constant', value: Math.fround(first) }
  if (values.every((value, index) => value === index)) return { kind: 'range' }
  return { kind: 'host', values: values instanceof Int32Array ? values.slice() : Float32Array.from(values) }
}

/** The values that a content stands for. */
export function valuesOf(content: Content, length: number): Float32Array | Int32Array {
  switch (content.kind) {
    case 'constant':
      return new Float32Array(length).fill(content.value)
    case 'range':
      return Float32Array.from({ length }, (_, index) => index)
    case 'host':
      return content.values
  }
}

/** A buffer's whole numbers on the host, where they come from there. */
export function wholeNumbers({ content, length }: GpuBuffer): Int32Array | undefined {
  return content && Int32Array.from(valuesOf(content, length))
}
