/**
 * What an op takes and gives, said once, as names in order: the types of its operands and outputs, the count at run
 * time, and the text of errors follow from them. `'bias?'` may be left out, `'...parts'` stands for any number; both
 * come last.
 */

/** What an op takes, or gives, in order. */
export type Names = readonly string[]

/** A `T` for each name, as a tuple, and an `Optional` where it may be left out; any number where names aren't known. */
export type Each<N extends Names, T, Optional = T> = number extends N['length']
  ? readonly T[]
  : N extends readonly [infer First extends string, ...infer Rest extends Names]
    ? First extends `...${string}`
      ? readonly T[]
      : First extends `${string}?`
        ? readonly [] | readonly [Optional, ...Each<Rest, T, Optional>]
        : readonly [T, ...Each<Rest, T, Optional>]
    : readonly []

/** The same where it is given: what may be left out may also be `undefined`. */
export type Given<N extends Names, T> = Each<N, T, T | undefined>

interface Signature {
  readonly name: string
  readonly operands: Names
  readonly outputs: Names
}

/**
 * The op itself.
 * @throws TypeError on what is no name, where one stands twice, and where one that must be there follows one that need not
 */
export function checkedNames<Op extends Signature>(op: Op): Op {
  for (const names of [op.operands, op.outputs]) {
    const bare = names.map((name) => /^(?:\.\.\.(\w+)|(\w+)\??)$/.exec(name)?.slice(1).find(Boolean))
    const wrong =
      names.find((_, index) => bare[index] === undefined || bare.indexOf(bare[index]) !== index) ??
      names.find((name, index) => index > 0 && isRequired(name) && !isRequired(names[index - 1])) ??
      names.slice(0, -1).find((name) => name.startsWith('...'))
    if (wrong !== undefined)
      throw new TypeError(
        `${op.name}: (${names.join(', ')}) has ${wrong} out of place: names differ, '?' comes after all that must be there, and '...' last`,
      )
  }
  return op
}

/** The name, as it is declared, of what stands at `index`. */
const nameAt = (names: Names, index: number): string | undefined =>
  names[index] ?? (names.at(-1)?.startsWith('...') ? names.at(-1) : undefined)

const isRequired = (name: string | undefined): boolean =>
  name !== undefined && !name.endsWith('?') && !name.startsWith('...')

/**
 * The operands without those that were left out.
 * @throws TypeError that names the op, what it takes, and what is missing or too much
 */
export function countedOperands<T>(op: Signature, operands: readonly T[]): readonly T[] {
  const { operands: names } = op
  let count = operands.length
  while (count > 0 && operands[count - 1] === undefined) count -= 1
  for (let index = 0; index < count; index++) if (operands[index] === undefined) throw missing(op, index)
  if (isRequired(names[count])) throw missing(op, count)
  if (count > 0 && nameAt(names, count - 1) === undefined)
    throw new TypeError(`${op.name}: takes (${names.join(', ')}), but got ${count} operands`)
  return count === operands.length ? operands : operands.slice(0, count)
}

const missing = ({ name, operands }: Signature, index: number): TypeError =>
  new TypeError(
    `${name}: takes (${operands.join(', ')}), but ${nameAt(operands, index) ?? `operand ${index}`} is missing`,
  )

/** @throws TypeError where an interpreter gave fewer outputs than the op has, or more */
export function countOutputs({ name, outputs: names }: Signature, outputs: readonly unknown[]): void {
  const { length } = outputs
  if (isRequired(names[length]) || (length > 0 && nameAt(names, length - 1) === undefined))
    throw new TypeError(`${name}: gives (${names.join(', ')}), but its interpreter gave ${length}`)
}
