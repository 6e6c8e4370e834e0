/**
 * Kernels: functions of numbers and addresses, each a small WebAssembly module on the device's memory.
 *
 *     // y[i] += a·x[i] for start ≤ i < end
 *     const axpy = kernel('axpy', { a: f32, x: pointer, y: pointer, start: i32, end: i32 }, ({ a, x, y, start, end }) => [
 *       vectorLoop(start, end, (i) => y.store(i, y.load(i).add(x.load(i).mul(splat(a))))),
 *     ])
 *     const run = compile(axpy, memory)
 *     run(2, 0, 64, 0, 10)
 */
import { Bytes, Code } from './code/code.ts'
import { isShared, type Memory, WebAssembly } from './code/webassembly.ts'
import { emitAll, type Statements } from './control.ts'
import { type Local, parameter } from './values/local.ts'
import type { Value, ValueType } from './values/value.ts'

type ParameterTypes = Readonly<Record<string, ValueType>>

/** What the body gets: each parameter as a local of its type. */
type ParameterValues<Types extends ParameterTypes> = {
  readonly [Name in keyof Types]: Types[Name] extends { make(emit: never): infer V extends Value }
    ? Local<V>
    : never
}

export interface Kernel {
  readonly name: string
  /** A module that imports `env.memory` and exports the kernel under its name. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The same for a memory that threads share. */
  readonly sharedBytes: Uint8Array<ArrayBuffer>
}

/** Takes its arguments in the order of the kernel's parameters. */
export type Run = (...values: number[]) => void

/**
 * Writes a kernel. It is called with its parameters in their order here.
 * @throws Error that names the kernel if the module does not validate: a generator's mistake
 */
export function kernel<Types extends ParameterTypes>(
  name: string,
  types: Types,
  body: (parameters: ParameterValues<Types>) => Statements,
): Kernel {
  const made = Object.entries(types).map(([key, type]) => [key, parameter(type)] as const)
  const keys = made.map(([, { key }]) => key)
  const values = Object.fromEntries(made.map(([key, { value }]) => [key, value]))
  const code = new Code(keys, () => {
    throw new Error(`${name}: kernels call no other functions`)
  })
  emitAll(body(values as ParameterValues<Types>), code)
  const [bytes, sharedBytes] = [false, true].map((shared) =>
    moduleOf(
      name,
      keys.map((key) => key.type),
      code.entry(),
      shared,
    ),
  )
  if (!bytes || !sharedBytes || !WebAssembly.validate(bytes))
    throw new Error(`the kernel ${name} is not valid WebAssembly`)
  return { name, bytes, sharedBytes }
}

/** Makes a kernel run on `memory`. */
export function compile(kernel: Kernel, memory: Memory): Run {
  const { name } = kernel
  const bytes = isShared(memory) ? kernel.sharedBytes : kernel.bytes
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return exports[name] as Run // the module has this one export
}

/** The most pages of a memory that threads share, as its modules must name them. */
export const SHARED_PAGES = 65_536

/** One function of `parameters`, its import and its export; sections in the order of the specification. */
function moduleOf(
  name: string,
  parameters: readonly number[],
  entry: readonly number[],
  shared: boolean,
): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Bytes) => new Bytes().byte(id).sized(content.bytes).bytes
  const type = new Bytes().unsigned(1).byte(0x60).sized(parameters).unsigned(0)
  const memory = new Bytes().unsigned(1).name('env').name('memory').byte(0x02)
  if (shared) memory.byte(0x03).unsigned(0).unsigned(SHARED_PAGES)
  else memory.byte(0x00).unsigned(0)
  const functions = new Bytes().unsigned(1).unsigned(0)
  const exports = new Bytes().unsigned(1).name(name).byte(0x00).unsigned(0)
  const code = new Bytes().unsigned(1).sized(entry)
  // Profilers read the function's name here.
  const names = new Bytes().name('name').byte(1).sized(new Bytes().unsigned(1).unsigned(0).name(name).bytes)
  return Uint8Array.of(
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, type),
    ...section(2, memory),
    ...section(3, functions),
    ...section(7, exports),
    ...section(10, code),
    ...section(0, names),
  )
}
