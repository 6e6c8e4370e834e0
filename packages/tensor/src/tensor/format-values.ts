/**
 * Values as NumPy prints them, by the rules of its `array2string` and its default options: numbers written as shortly as
 * they can be told apart, at most 8 decimals, in columns; a power of ten for all of them where one needs it; long axes cut
 * in the middle.
 */
import type { DType, Shape } from '../device/device.ts'
import { sizeOf, stridesOf } from './shape.ts'

/** The longest line. */
export const WIDTH = 75
const DECIMALS = 8
/** The longest that is printed whole, and what is shown at each end of a longer one's axes. */
const [THRESHOLD, EDGE] = [1000, 3]

/**
 * The values, row by row in `shape`, between brackets.
 * @param indent how far to the right it starts
 */
export function formatValues(values: ArrayLike<number>, shape: Shape, dtype: DType, indent = 0): string {
  if (sizeOf(shape) === 0) return '[]'
  const strides = stridesOf(shape)
  const cut = sizeOf(shape) > THRESHOLD
  /** The places of an axis that are shown; −1 for all between. */
  const placesOf = (size: number): number[] =>
    cut && size > 2 * EDGE
      ? [0, 1, 2, -1, size - 3, size - 2, size - 1]
      : Array.from({ length: size }, (_, place) => place)
  const shown: number[] = []
  const visit = (axis: number, offset: number): void => {
    const [size, stride = 0] = [shape[axis], strides[axis]]
    if (size === undefined) shown.push(values[offset] ?? Number.NaN)
    else for (const place of placesOf(size)) if (place >= 0) visit(axis + 1, offset + place * stride)
  }
  visit(0, 0)
  const words = dtype === 'int32' ? aligned(shown.map(String)) : floats(shown, dtype)

  let next = 0
  const block = (axis: number, left: string, width: number): string => {
    const [size, rest] = [shape[axis], shape.length - axis - 1]
    if (size === undefined) return words[next++] ?? ''
    const parts = placesOf(size).map((place) => (place < 0 ? '...' : block(axis + 1, `${left} `, width - 1)))
    if (rest > 0) return `[${parts.join(`,${'\n'.repeat(rest)}${left}`)}]`
    let [text, line] = ['', left]
    parts.forEach((word, index) => {
      if (line.length + word.length >= width && line.length > left.length) {
        text += `${line.trimEnd()}\n`
        line = left
      }
      line += index < parts.length - 1 ? `${word}, ` : word
    })
    return `[${(text + line).slice(left.length)}]`
  }
  return block(0, ' '.repeat(indent + 1), WIDTH - 1)
}

const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0)

const widest = (words: readonly string[], part: RegExp): number =>
  most(words.map((word) => part.exec(word)?.[1]?.length ?? 0))

function aligned(words: readonly string[]): string[] {
  const width = widest(words, /(.*)/)
  return words.map((word) => word.padStart(width))
}

function floats(values: readonly number[], dtype: DType): string[] {
  const [round, limit] = dtype === 'float32' ? [Math.fround, 1e6] : [Number, 1e8]
  const stored = values.map(round)
  const finite = stored.filter(Number.isFinite)
  const sizes = finite.filter((x) => x !== 0).map(Math.abs)
  const large = most(sizes)
  const small = sizes.reduce((a, b) => Math.min(a, b), large)
  const scientific = large > 0 && (large >= limit || small < round(1e-4) || round(large / small) > 1000)
  const short = finite.map((x) => shortest(x, round, scientific))
  const [decimals, power] = [widest(short, /\.(\d+)/), Math.max(2, widest(short, /e.(\d+)/))]
  return aligned(
    stored.map((x) => {
      if (!Number.isFinite(x)) return Number.isNaN(x) ? 'nan' : x < 0 ? '-inf' : 'inf'
      // With a power of ten all have as many decimals: behind the shortest come the number's own, not zeros.
      const text = scientific ? rounded(x, decimals, true) : shortest(x, round, false)
      const [number = '', exponent] = text.split('e')
      const [whole, fraction = ''] = number.split('.')
      const end = exponent ? `e${exponent.slice(0, 1)}${exponent.slice(1).padStart(power, '0')}` : ''
      return `${Object.is(x, -0) ? '-' : ''}${whole}.${fraction.padEnd(decimals)}${end}`
    }),
  )
}

/** `x` with the fewest digits that tell it from its neighbours in its type, and at most `DECIMALS` of them decimals. */
function shortest(x: number, round: (x: number) => number, scientific: boolean): string {
  let text = x.toExponential()
  for (let digits = 0; round === Math.fround && digits <= 8; digits++) {
    text = rounded(x, digits, true)
    if (round(Number(text)) === x) break
  }
  if (!scientific) text = String(Number(text))
  return widest([text], /\.(\d+)/) > DECIMALS
    ? rounded(x, DECIMALS, scientific).replace(/(\.\d*?)0+(?=e|$)/, '$1')
    : text
}

/** A tie goes to the even digit, as IEEE 754 has it; JavaScript takes the larger. */
function rounded(x: number, decimals: number, scientific: boolean): string {
  const write = (count: number) => (scientific ? x.toExponential(count) : x.toFixed(count))
  const isTie = new RegExp(`\\.\\d{${decimals}}50*(e|$)`).test(write(100))
  return isTie
    ? write(decimals).replace(/^([^e]*)([13579])(?=e|$)/, (_, before, odd) => `${before}${odd - 1}`)
    : write(decimals)
}
