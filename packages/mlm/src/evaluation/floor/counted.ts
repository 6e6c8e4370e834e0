import { type Channel, chosenEmission, MASK } from './channel.ts'
import type { Circuit } from './circuit.ts'
import { addJoint, type Derivations, impossible, leafValue } from './leaves.ts'

// As in circuit.ts, `as number` says what holds of indices that were made for these very arrays.

/**
 * The joint probability of each word at each of `chosen`, that position being chosen, and all that is visible, where
 * every set of `count` positions is as probable as any other.
 *
 * Positions then aren't independent, but their number is all that ties them together. So each leaf is a polynomial in z,
 * whose term without z is what it emits unchosen and whose z-term what it emits chosen; the coefficient of z^count in
 * the sum over all derivations is the probability sought. What shows [MASK] was chosen, so its z is taken out
 * beforehand, and polynomials are cut off after the few that are left.
 */
export function jointByCount(
  { grammar, size, circuitOf, probabilityOf }: Derivations,
  channel: Channel,
  count: number,
  visible: ArrayLike<number>,
  chosen: readonly number[],
): Float64Array[] {
  const circuit = circuitOf(visible.length)
  const hidden = Array.from(visible).filter((shown) => shown !== MASK).length - (visible.length - count)
  if (hidden < 0) throw impossible(visible)
  const width = hidden + 1
  const value = new Float64Array(circuit.value.length * width)
  value[value.length - width] = 1 // the last cell is the constant 1
  for (let position = 0; position < visible.length; position++) {
    const shown = visible[position] as number
    const emitted = chosenEmission(channel, shown, size)
    probabilityOf.forEach((row, preterminal) => {
      const leaf = (position * grammar.preterminals + preterminal) * width
      if (shown === MASK) value[leaf] = emitted.any
      else {
        value[leaf] = row[shown] as number
        if (hidden > 0) value[leaf + 1] = leafValue(emitted, row, shown)
      }
    })
  }
  inside(circuit, value, width)
  const around = outside(circuit, value, width)
  const total = circuit.root < 0 ? 0 : (value[circuit.root * width + hidden] as number)
  if (!(total > 0)) throw impossible(visible)

  return chosen.map((position) => {
    const shown = visible[position] as number
    const others = shown === MASK ? hidden : hidden - 1 // of the hidden choices, how many are elsewhere
    const joint = new Float64Array(size)
    if (others >= 0)
      addJoint(
        joint,
        grammar,
        (preterminal) => around[(position * grammar.preterminals + preterminal) * width + others] as number,
        chosenEmission(channel, shown, size),
        shown,
      )
    return joint
  })
}

/** Fills every cell's polynomial, of `width` coefficients, from the leaves'. */
function inside({ target, left, right, weight }: Circuit, value: Float64Array, width: number): void {
  for (let k = 0; k < weight.length; k++)
    addProduct(
      value,
      target[k] as number,
      weight[k] as number,
      value,
      left[k] as number,
      value,
      right[k] as number,
      width,
    )
}

/** The derivative of the root's polynomial with respect to each cell's. */
function outside(
  { target, left, right, weight, root }: Circuit,
  value: Float64Array,
  width: number,
): Float64Array {
  const around = new Float64Array(value.length)
  if (root >= 0) around[root * width] = 1
  for (let k = weight.length - 1; k >= 0; k--) {
    const [t, l, r] = [target[k] as number, left[k] as number, right[k] as number]
    addProduct(around, l, weight[k] as number, around, t, value, r, width)
    addProduct(around, r, weight[k] as number, around, t, value, l, width)
  }
  return around
}

/** to[cell] += weight · a[i] · b[j], cut off. */
function addProduct(
  to: Float64Array,
  cell: number,
  weight: number,
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  width: number,
): void {
  for (let m = 0; m < width; m++) {
    const scaled = weight * (a[i * width + m] as number)
    if (scaled === 0) continue
    for (let n = 0; m + n < width; n++)
      (to[cell * width + m + n] as number) += scaled * (b[j * width + n] as number)
  }
}
