/** By how much a GPU may differ from `cpu`, op by op. */

export interface Tolerance {
  /** Units in the last place, for cells that `cpu` gives to the bit. */
  readonly units: number
  /** Of which number they are the last place: the cell, or the largest operand that it is made of. */
  readonly of: 'result' | 'operands'
}

const exact: Tolerance = { units: 0, of: 'result' }
const rounded = (units: number, of: Tolerance['of'] = 'result'): Tolerance => ({ units, of })

/** Every op that is not here is exact, or rounds as its definition does. */
const tolerances: ReadonlyMap<string, Tolerance> = new Map([
  ['div', rounded(3)],
  ['reciprocal', rounded(3)],
  ['sqrt', rounded(3)],
  ['exp', rounded(4)],
  ['expm1', rounded(4)],
  ['log', rounded(4)],
  ['log1p', rounded(4)],
  ['tanh', rounded(4)],
  ['erf', rounded(4)],
  ['exp2', rounded(4)],
  ['log2', rounded(4)],
  ['log10', rounded(4)],
  ['pow', rounded(8)],
  ['sin', rounded(4)],
  ['cos', rounded(4)],
  ['atan', rounded(4)],
  ['remainder', rounded(4, 'operands')],
  ['sigmoid', rounded(8)],
  ['gelu', rounded(4, 'operands')],
  ['rsqrt', rounded(6)],
  ['lerp', rounded(4, 'operands')],
  ['silu', rounded(8)],
  ['softplus', rounded(8)],
  ['logSigmoid', rounded(8)],
  ['elu', rounded(5)],
  ['own', rounded(16)],
])

export const toleranceOf = (op: string): Tolerance => tolerances.get(op) ?? exact
