import { Tensor } from '@cloze/tensor'
import { described, formatShape } from '@cloze/tensor/extend'
import { Variable } from './tape.ts'

/** What errors say of a value that is none of what was asked for: what was given, and what would be right. */
export const shouldBe = (what: string, right: string, value: unknown): string =>
  `${what} should be ${right}, not ${named(value)}`

function named(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (!(value instanceof Tensor || value instanceof Variable)) return described(value)
  return `a ${value instanceof Tensor ? 'tensor' : 'variable'} of shape ${formatShape(value.shape)}`
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
