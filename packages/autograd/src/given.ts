import { Tensor } from '@cloze/tensor'
import { described, formatShape } from '@cloze/tensor/extend'
import { Variable } from './tape.ts'

/** What errors say of a value that is none of what was asked for: what was given, and what would be right. */
export function shouldBe(what: string, right: string, value: unknown): string {
  const kind = value instanceof Tensor ? 'tensor' : value instanceof Variable && 'variable'
  const given = kind
    ? `a ${kind} of shape ${formatShape((value as Tensor | Variable).shape)}`
    : Array.isArray(value)
      ? 'an array'
      : described(value)
  return `${what} should be ${right}, not ${given}`
}

/** The same of what should be a list of tensors, or of variables; nothing where it is one. */
export function shouldBeList(
  each: string,
  Kind: typeof Tensor | typeof Variable,
  list: unknown,
): string | undefined {
  const kind = Kind === Tensor ? 'tensor' : 'variable'
  if (!Array.isArray(list)) return shouldBe(`the ${each}s`, `a list of ${kind}s`, list)
  const wrong = list.findIndex((given) => !(given instanceof Kind))
  return wrong < 0 ? undefined : shouldBe(`${each} ${wrong}`, `a ${kind}`, list[wrong])
}
