import type { Device } from '@cloze/tensor'
import type { SafetensorsFile, StoredTensor } from '@cloze/tensor/safetensors'
import { keyComplaints, PretrainedError } from './errors.ts'
import type { Names } from './module.ts'
import type { PretrainedModel } from './pretrained-model.ts'

export interface OpenOptions {
  readonly device?: Device
}

/** A model from a file. */
export interface Loaded<Model extends PretrainedModel> {
  readonly model: Model
  /** What a person should know of it: what was left out, or taken in place of something else. */
  readonly notes: readonly string[]
}

/** A file's tensors, as a model looks for its parameters among them. */
export class WeightsFile {
  readonly #file: SafetensorsFile
  /** To name in errors. */
  readonly name: string

  constructor(file: SafetensorsFile, name: string) {
    this.#file = file
    this.name = name
  }

  readonly fail = (what: string): never => {
    throw new PretrainedError(`${this.name}: ${what}`)
  }

  /** Whether it holds a tensor whose name begins so. */
  holds(prefix: string): boolean {
    const names = [...this.#file.tensors.keys(), ...this.#file.skipped.map(({ name }) => name)]
    return names.some((name) => name.startsWith(prefix))
  }

  /**
   * The tensors that a model may have as parameters.
   * @param names of the parameters that the model may have, each under as many as it has
   * @param unused the names of tensors of ordinary checkpoints that the model has no use for
   * @throws PretrainedError that names a tensor of another shape or dtype, one that is there twice, or one that holds what
   * is no finite number
   */
  collect(names: Names, unused: RegExp): Collected {
    const { fail } = this
    const known = new Map([...names].flatMap(([{ shape }, all]) => all.map((name) => [name, shape] as const)))
    const found = new Map<string, StoredTensor>()
    const origins = new Map<string, string>()
    const leftOut: string[] = []
    const unexpected: string[] = []
    const leave = (name: string) => (unused.test(name) ? leftOut : unexpected).push(name)
    for (const { name, dtype } of this.#file.skipped) {
      if (known.has(modern(name)))
        fail(`${name} has dtype ${dtype}, which can't be read; it should be F32, F16, BF16 or F64`)
      leave(name)
    }
    for (const [name, stored] of this.#file.tensors) {
      const key = modern(name)
      const right = known.get(key)
      if (right === undefined) {
        leave(name)
        continue
      }
      const twin = origins.get(key)
      if (twin !== undefined) fail(`${twin} and ${name} are the same parameter; one of them should be there`)
      if (stored.shape.join() !== right.join())
        fail(`${name} has shape [${stored.shape}], but config.json makes it [${right}]`)
      const lost = notFinite(stored.values, right)
      if (lost !== undefined) fail(`${name} ${lost}`)
      origins.set(key, name)
      found.set(key, stored)
    }
    return { found, leftOut, unexpected }
  }

  /**
   * The values of a model's parameters, of all and of no other.
   * @throws PretrainedError that names what is missing or left over
   */
  complete({ found, unexpected }: Collected, names: Iterable<string>): Map<string, Float32Array> {
    const values = new Map<string, Float32Array>()
    const missing: string[] = []
    for (const name of names) {
      const stored = found.get(name)
      if (stored) values.set(name, stored.values)
      else missing.push(name)
    }
    const complaints = keyComplaints({ unexpected, missing }, 'the model that config.json describes')
    if (complaints.length > 0) this.fail(complaints.join('; '))
    return values
  }

  /** @param model what has no use for them: "an encoder" */
  leftOut({ leftOut }: Collected, model: string): string[] {
    if (leftOut.length === 0) return []
    return [`${this.name}: left out, as ${model} has no use for it: ${leftOut.toSorted().join(', ')}`]
  }
}

/** What a file has of what a model may have, by its name today, and the names of the rest. */
export interface Collected {
  readonly found: Map<string, StoredTensor>
  readonly leftOut: readonly string[]
  readonly unexpected: readonly string[]
}

/** Of TensorFlow's time. */
const modern = (name: string): string =>
  name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias')

/** What to say of values that are NaN or infinite: how many, and where the first is; nothing where all are finite. */
export function notFinite(values: ArrayLike<number>, shape: readonly number[]): string | undefined {
  let count = 0
  let first = -1
  for (let index = 0; index < values.length; index++)
    if (!Number.isFinite(values[index])) {
      count++
      if (first < 0) first = index
    }
  if (count === 0) return undefined
  let rest = first
  const indices = shape.toReversed().map((size) => {
    const index = rest % size
    rest = Math.floor(rest / size)
    return index
  })
  return `holds ${count === 1 ? 'a value' : `${count} values`} of ${values.length} that ${count === 1 ? 'is no finite number' : 'are no finite numbers'}: the first is ${values[first]}, at [${indices.reverse()}]`
}
