/**
 * What an optimizer moves in one go: a parameter by itself; or, where the device lets them lie end to end in one buffer,
 * all parameters of a group, with what is kept of them. A step is then one sweep for each group, and no bit differs.
 */
import {
  disposeOf,
  keep,
  type Shape,
  scope,
  type Tensor,
  tensor,
  tensorsToVector,
  type Values,
  vectorToTensors,
} from '@cloze/tensor'
import { hasParts, sizeOf, writable } from '@cloze/tensor/extend'
import type { NamedParameters } from '../parameters.ts'
import type { Variable } from '../tape.ts'

/** A parameter of a block. */
interface Member {
  readonly name: string
  readonly variable: Variable
  /** Which of the optimizer's parameters it is, in their order. */
  readonly index: number
}

type Buffers<Buffer extends string> = Readonly<Record<Buffer, Tensor>>

export class Block<Buffer extends string> {
  readonly group: string
  readonly #members: readonly [Member, ...Member[]]
  readonly #names: readonly Buffer[]
  #buffers: Buffers<Buffer>
  /** The members end to end, where there are several; they are parts of it. */
  #flat: { readonly buffer: Tensor; readonly parts: readonly Tensor[] } | undefined

  /** With zeros in its buffers, which belong to the scope that it is made in until `keep` is called with them. */
  constructor(group: string, members: readonly [Member, ...Member[]], names: readonly Buffer[]) {
    this.group = group
    this.#members = members
    this.#names = names
    this.#buffers = this.buffersOf((_, { length }) => new Float64Array(length))
  }

  /** The variable that is moved by itself; nothing where several are moved together. */
  get #single(): Variable | undefined {
    return this.#members.length === 1 ? this.#members[0].variable : undefined
  }

  /** What is kept of the members, laid as they are. */
  get buffers(): Buffers<Buffer> {
    return this.#buffers
  }

  /** The members' values: (n) of several, which lie end to end from then on; in its own shape of one alone. */
  laid(): Tensor {
    if (this.#single) return this.#single.value
    const values = this.#members.map(({ variable }) => variable.value)
    const lies = this.#flat?.parts.every((part, i) => part === values[i])
    return this.#flat && lies ? this.#flat.buffer : this.#lay(tensorsToVector(values))
  }

  /** Theirs among the gradients of all parameters, laid as they are. */
  gradient(gradients: readonly Tensor[]): Tensor {
    const own = this.#members.flatMap(({ index }) => gradients[index] ?? [])
    const [first, ...others] = own
    return first && others.length === 0 ? first : tensorsToVector(own)
  }

  /**
   * Whether the values, and what is kept, may be written to.
   * @param parameter what `laid` gave
   */
  isWritable(parameter: Tensor): boolean {
    const own = this.#single ? 1 : this.#members.length + 1 // the buffer and its parts
    return parameter[writable](own) && this.#names.every((name) => this.#buffers[name][writable]())
  }

  /**
   * The members go on with other values, which may be in the memory of the old ones. Their tensors are new all the same, so
   * that one who held the old finds them disposed of, not changed.
   */
  take(parameter: Tensor): void {
    const single = this.#single
    if (single) single.assign(parameter === single.value ? parameter.alias() : parameter)
    else this.#lay(parameter)
  }

  #lay(buffer: Tensor): Tensor {
    const before = this.#flat?.buffer
    const parts = vectorToTensors(buffer, this.#members.map(shapeOf))
    this.#flat = keep({ buffer, parts })
    this.#members.forEach(({ variable }, i) => {
      variable.assign(parts[i] ?? variable.value)
    })
    if (before !== buffer) before?.dispose()
    return buffer
  }

  /** Goes on with other buffers, which live until the next or `dispose`. */
  keep(buffers: Buffers<Buffer>): void {
    for (const name of this.#names) if (buffers[name] !== this.#buffers[name]) this.#buffers[name].dispose()
    this.#buffers = keep(buffers)
  }

  /** Buffers of the block with these values in them, one member after the other. */
  buffersOf(
    values: (buffer: Buffer, parameter: { name: string; length: number }) => Values,
  ): Buffers<Buffer> {
    const { device } = this.#members[0].variable.value
    const sizes = this.#members.map(({ name, variable }) => ({ name, length: sizeOf(variable.shape) }))
    const total = sizes.reduce((sum, { length }) => sum + length, 0)
    const shape = this.#single?.shape ?? [total]
    const bufferOf = (buffer: Buffer): Tensor => {
      const all = new Float64Array(total)
      let start = 0
      for (const each of sizes) {
        all.set(values(buffer, each), start)
        start += each.length
      }
      return tensor(all, { shape, device })
    }
    return Object.fromEntries(this.#names.map((name) => [name, bufferOf(name)])) as Record<Buffer, Tensor>
  }

  /** The values of a buffer of the block, by the name of the member that they are of. */
  split(values: Values): [name: string, values: Values][] {
    let start = 0
    return this.#members.map((member) => {
      const end = start + sizeOf(shapeOf(member))
      const own = values.slice(start, end)
      start = end
      return [member.name, own]
    })
  }

  /** The members keep their values. */
  dispose(): void {
    disposeOf([this.#buffers, this.#flat?.buffer])
  }
}

const shapeOf = ({ variable }: Member): Shape => variable.shape

/** Whether parameters can lie end to end: on one device, whose buffers have parts. */
export function canLieFlat(parameters: NamedParameters): boolean {
  const devices = new Set(Array.from(parameters.values(), ({ value }) => value.device))
  const [device, ...others] = devices
  return device === undefined || (others.length === 0 && hasParts(device))
}

interface Layout<Buffer extends string> {
  readonly flat: boolean
  readonly buffers: readonly Buffer[]
  readonly groupOf: (name: string) => string
}

/** A block for each group, or for each parameter; on the caller to dispose of. */
export function blocksOf<Buffer extends string>(
  parameters: NamedParameters,
  { flat, buffers, groupOf }: Layout<Buffer>,
): readonly Block<Buffer>[] {
  const groups = new Map<string, { group: string; members: [Member, ...Member[]] }>()
  for (const [index, [name, variable]] of [...parameters].entries()) {
    const group = groupOf(name)
    const key = flat ? group : name
    const found = groups.get(key)
    if (found) found.members.push({ name, variable, index })
    else groups.set(key, { group, members: [{ name, variable, index }] })
  }
  // In a scope, so that where one finds no room the others are let go of.
  return scope(() => {
    const blocks = Array.from(groups.values(), ({ group, members }) => new Block(group, members, buffers))
    for (const block of blocks) block.keep(block.buffers)
    return blocks
  })
}
