/** A tensor as text, and where it is asked for. */
import type { Device, DType, Shape } from '../device/device.ts'
import { formatValues, WIDTH } from './format-values.ts'
import { formatShape } from './shape.ts'

/** Where Node, Deno and Bun ask for a text to show, and where a notebook does. */
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom')
const display: unique symbol = Symbol.for('Jupyter.display')

/** Where what is printable makes its text. */
export const shown: unique symbol = Symbol('shown')

/**
 * What is shown as one text, wherever it is: in a console, in a template, in a notebook, in a debugger.
 * @example
 * String(tensor([[1, 2.5]])) // 'tensor([[1. , 2.5]], shape [1, 2], float32, cpu)'
 * Number(tensor([1])) // throws TypeError: a tensor has no operators: …
 */
export abstract class Printable {
  /** @param isDeep whether with its values, or by what is known without them */
  abstract [shown](isDeep: boolean): string

  toString(): string {
    return this[shown](true)
  }

  get [Symbol.toStringTag](): string {
    return this[shown](false)
  }

  /** A template and `String` get the text; `x + 1` would silently join two texts. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new TypeError('a tensor has no operators: write add(x, y) for x + y, less(x, y) for x < y')
  }

  /** Node and Deno indent the text of an object within another, but not a text itself: so an object is given. */
  [inspect](depth: number): object {
    const text = this[shown](depth >= 0)
    return { [inspect]: () => text }
  }

  [display](): { readonly 'text/plain': string } {
    return { 'text/plain': this.toString() }
  }
}

/** What is known of a tensor. */
interface Described {
  readonly shape: Shape
  readonly dtype: DType
  readonly device: Pick<Device, 'name'>
  readonly disposed: boolean
}

/**
 * A tensor as text.
 * @param values row by row; undefined where they can't be had at once
 * @param isDeep whether the values are shown
 * @param name what stands before the bracket
 * @param notes what stands behind the device
 */
export function describe(
  { shape, dtype, device, disposed }: Described,
  values: ArrayLike<number> | undefined,
  isDeep: boolean,
  name = 'tensor',
  notes: readonly string[] = [],
): string {
  const what = [`shape ${formatShape(shape)}`, dtype, device.name, ...notes].join(', ')
  if (disposed) return `${name}(disposed of, ${what})`
  if (!isDeep) return `${name}(${what})`
  if (values === undefined) return `${name}(${what}; await x.data() reads it)`
  const start = `${name}(`
  const text = `${start}${formatValues(values, shape, dtype, start.length)},`
  const isFull = text.length - text.lastIndexOf('\n') + what.length > WIDTH
  return `${text}${isFull ? `\n${' '.repeat(start.length)}` : ' '}${what})`
}
