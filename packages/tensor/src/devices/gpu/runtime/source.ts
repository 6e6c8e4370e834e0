/** Kernel source for GPU.js: JavaScript text that it translates to GLSL or WGSL. One thread computes one output cell. */

/** A kernel before it is compiled; its whole text is its name, so that the same text is compiled once. */
export interface Program {
  readonly arrays: readonly string[]
  readonly integers: readonly string[]
  readonly floats: readonly string[]
  readonly body: string
}

/** The number of the output cell. */
export const CELL = 'this.thread.x'

/** ⌊x / n⌋ of whole numbers at least 0, exactly. */
export const quotient = (x: string, n: string): string => `quotient(${x}, ${n})`

/** x mod n; `x` is written twice. */
export const remainder = (x: string, n: string): string => `(${x} - quotient(${x}, ${n}) * ${n})`

/** Below this, a whole number is exact in a float. */
export const EXACT = 2 ** 24

/**
 * A kernel while it is written. GPU.js keeps every variable in a float, so that an index beyond 2²⁴ must not go through
 * one: `local` then repeats the expression, of whole numbers alone, where it is used.
 */
export class KernelText {
  readonly #arrays: string[] = []
  readonly #integers: string[] = []
  readonly #floats: string[] = []
  readonly #lines: string[] = []
  readonly #large: boolean

  /** @param large whether an index in one of the arrays may be 2²⁴ or more */
  constructor(large: boolean) {
    this.#large = large
  }

  array(name: string): string {
    return named(this.#arrays, name)
  }
  integer(name: string): string {
    return named(this.#integers, name)
  }
  float(name: string): string {
    return named(this.#floats, name)
  }

  /** ∞ as an argument: as a literal it would be the largest finite number. */
  infinity(): string {
    return this.float('infinity')
  }
  /** NaN as an argument: what is computed from literals may be taken for a number. */
  notANumber(): string {
    return this.float('notANumber')
  }

  line(...lines: readonly string[]): this {
    this.#lines.push(...lines)
    return this
  }

  /** A number that is computed once. */
  let(name: string, value: string): string {
    this.#lines.push(`let ${name} = ${value};`)
    return name
  }

  /** A whole number that arrays are read at: computed once where a float holds it. */
  local(name: string, value: string): string {
    return this.#large ? `(${value})` : this.let(name, value)
  }

  /** A whole number that was read from an array, for use in an index. */
  whole(name: string): string {
    return this.#large ? `whole(${name})` : name
  }

  /** `for (i = 0; i < count; i++)` around what `body` writes. */
  loop(i: string, count: string, body: () => void): this {
    this.#lines.push(`for (let ${i} = 0; ${i} < ${count}; ${i}++) {`)
    body()
    this.#lines.push('}')
    return this
  }

  give(value: string): Program {
    this.#lines.push(`return ${value};`)
    return {
      arrays: this.#arrays,
      integers: this.#integers,
      floats: this.#floats,
      body: this.#lines.join('\n'),
    }
  }
}

function named(names: string[], name: string): string {
  if (!names.includes(name)) names.push(name)
  return name
}

export const sourceOf = ({ arrays, integers, floats, body }: Program): string =>
  `function (${[...arrays, ...integers, ...floats].join(', ')}) {\n${body}\n}`
