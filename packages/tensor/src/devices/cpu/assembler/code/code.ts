/** The binary format: WebAssembly Core Specification 2.0, chapter 5. */

export const typeCode = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const
export type TypeCode = (typeof typeCode)[keyof typeof typeCode]

/** Bytes that grow. */
export class Bytes {
  readonly bytes: number[] = []

  byte(...values: readonly number[]): this {
    for (const value of values) this.bytes.push(value)
    return this
  }

  /** Unsigned LEB128. */
  unsigned(value: number): this {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.bytes.push((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.bytes.push(rest)
    return this
  }

  /** Signed LEB128 of a 32-bit integer. */
  signed(value: number): this {
    let rest = value | 0
    while (rest > 63 || rest < -64) {
      this.bytes.push((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.bytes.push(rest & 0x7f)
    return this
  }

  float32(value: number): this {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setFloat32(0, value, true)
    return this.byte(...bytes)
  }

  /** UTF-8 with its length before it. */
  name(text: string): this {
    return this.sized(new TextEncoder().encode(text))
  }

  /** Bytes with their number before them. */
  sized(content: ArrayLike<number>): this {
    this.unsigned(content.length)
    for (let i = 0; i < content.length; i++) this.bytes.push(content[i] ?? 0)
    return this
  }
}

/** What a local, a label or a callee is known by until its number is given. */
export interface LocalKey {
  readonly type: TypeCode
}
export type LabelKey = object

/** The body of one function while it is written. Locals get their numbers when first met. */
export class Code<Callee = unknown> extends Bytes {
  private readonly locals = new Map<LocalKey, number>()
  private readonly declared: TypeCode[] = []
  private readonly labels: LabelKey[] = []
  private readonly functionIndex: (callee: Callee) => number

  constructor(parameters: readonly LocalKey[], functionIndex: (callee: Callee) => number) {
    super()
    for (const parameter of parameters) this.locals.set(parameter, this.locals.size)
    this.functionIndex = functionIndex
  }

  local(key: LocalKey): number {
    const known = this.locals.get(key)
    if (known !== undefined) return known
    const made = this.locals.size
    this.locals.set(key, made)
    this.declared.push(key.type)
    return made
  }

  /** An instruction of the SIMD group, whose opcodes stand behind a prefix as LEB128. */
  simd(opcode: number): this {
    return this.byte(0xfd).unsigned(opcode)
  }

  /** An instruction's alignment (as a power of two) and static offset. */
  access(alignment: number, offset: number): this {
    return this.unsigned(alignment).unsigned(offset)
  }

  /** `block`, `loop` or `if` around `inside`, to which `label` refers. */
  structure(opcode: number, label: LabelKey, inside: () => void): this {
    this.byte(opcode, 0x40)
    this.labels.push(label)
    inside()
    this.labels.pop()
    return this.byte(0x0b)
  }

  /** How many structures a branch to `label` leaves. */
  depth(label: LabelKey): number {
    const at = this.labels.lastIndexOf(label)
    if (at < 0) throw new Error('a branch to a label that does not enclose it')
    return this.labels.length - 1 - at
  }

  callee(callee: Callee): number {
    return this.functionIndex(callee)
  }

  /** The function's entry in the code section: declarations of locals, run by run, then the instructions. */
  entry(): number[] {
    const runs: { type: TypeCode; count: number }[] = []
    for (const type of this.declared) {
      const last = runs.at(-1)
      if (last?.type === type) last.count++
      else runs.push({ type, count: 1 })
    }
    const out = new Bytes().unsigned(runs.length)
    for (const { type, count } of runs) out.unsigned(count).byte(type)
    return out.byte(...this.bytes, 0x0b).bytes
  }
}
