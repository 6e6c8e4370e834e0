import type { LocalKey } from './code.ts'
import { Bytes, Code } from './code.ts'
import { emitAll, type Statements } from './control.ts'
import type { Local, Value, ValueType } from './values.ts'
import { parameter, Statement } from './values.ts'
import { type Memory, WebAssembly } from './webassembly.ts'

/** A function of a module, known outside by its name. */
export interface Kernel<Name extends string = string> {
  readonly name: Name
  readonly parameters: readonly LocalKey[]
  readonly result: ValueType | undefined
  readonly body: Statements
}

type ParameterTypes = Readonly<Record<string, ValueType>>
type ValueOf<T> = T extends ValueType<infer V> ? V : never
type Parameters<P extends ParameterTypes> = { readonly [K in keyof P]: Local<ValueOf<P[K]>> }

/**
 * Describes a function. Called from JavaScript it takes the parameters in the order in which they are written.
 * @param body its statements; with `returns`, the last thing each path does must be `leave(value)`
 */
export function kernel<Name extends string, P extends ParameterTypes>(
  name: Name,
  parameters: P,
  body: (parameters: Parameters<P>) => Statements,
  options: { readonly returns?: ValueType } = {},
): Kernel<Name> {
  const keys: LocalKey[] = []
  const values: Record<string, Value> = {}
  for (const [key, type] of Object.entries(parameters)) {
    const made = parameter(type)
    keys.push(made.key)
    values[key] = made.value
  }
  return { name, parameters: keys, result: options.returns, body: body(values as Parameters<P>) }
}

/** Calls a kernel from another; it need not be listed for the module. */
export const call = (callee: Kernel, ...args: readonly Value[]): Statement =>
  new Statement((out) => {
    for (const arg of args) arg.emit(out)
    out.byte(0x10).unsigned(out.callee(callee))
    if (callee.result) out.byte(0x1a)
  })

/** The value that a kernel returns when it is called from another: `callFor(i32, callee, …)`. */
export const callFor = <V extends Value>(type: ValueType<V>, callee: Kernel, ...args: readonly Value[]): V =>
  type.make((out) => {
    for (const arg of args) arg.emit(out)
    out.byte(0x10).unsigned(out.callee(callee))
  })

const section = (out: Bytes, id: number, content: Bytes) => out.byte(id).sized(content.bytes)

/** The entries with their number before them. */
function vector<Item>(items: readonly Item[], write: (item: Item, out: Bytes) => void): Bytes {
  const out = new Bytes().unsigned(items.length)
  for (const item of items) write(item, out)
  return out
}

/** No kernel knows how far memory may grow: up to all that 32 bits address. */
const MOST_PAGES = 65536

export interface AssembleOptions {
  /** The memory is shared with other threads. Default false. */
  readonly shared?: boolean
}

/**
 * The binary module of `kernels` and of all that they call: it imports `env.memory` and exports each by its name.
 * @throws WebAssemblyError where the module is not valid; it names the kernel at fault
 */
export function assemble(kernels: readonly Kernel[], options: AssembleOptions = {}): Uint8Array<ArrayBuffer> {
  const bytes = encode(kernels, options)
  if (WebAssembly.validate(bytes)) return bytes
  const faulty = kernels.find((one) => !WebAssembly.validate(encode([one], options)))
  throw new WebAssemblyError(
    `kernel ${faulty?.name ?? kernels.map(({ name }) => name).join(', ')}: the module is not valid: ${complaint(bytes)}`,
  )
}

/** Instructions that do not make a module: operands of the wrong type, a missing result. */
export class WebAssemblyError extends Error {
  override readonly name = 'WebAssemblyError'
}

function complaint(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    new WebAssembly.Module(bytes)
    return 'no reason given'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function encode(exported: readonly Kernel[], { shared = false }: AssembleOptions): Uint8Array<ArrayBuffer> {
  const functions = [...exported]
  const functionIndex = (callee: Kernel) => {
    if (!functions.includes(callee)) functions.push(callee)
    return functions.indexOf(callee)
  }
  // The list grows while its members are written.
  const code: number[][] = []
  for (let at = functions[0]; at; at = functions[code.length]) {
    const body = new Code<Kernel>(at.parameters, functionIndex)
    try {
      emitAll(at.body, body)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new WebAssemblyError(`kernel ${at.name}: ${reason}`, { cause: error })
    }
    if (at.result) body.byte(0x00) // unreachable: every path has left
    code.push(body.entry())
  }

  const out = new Bytes().byte(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0)
  const types = vector(functions, ({ parameters, result }, to) => {
    to.byte(0x60).sized(parameters.map(({ type }) => type))
    to.sized(result ? [result.code] : [])
  })
  const imports = new Bytes().unsigned(1).name('env').name('memory').byte(0x02)
  if (shared) imports.byte(0x03).unsigned(0).unsigned(MOST_PAGES)
  else imports.byte(0x00).unsigned(0)
  section(out, 1, types)
  section(out, 2, imports)
  section(
    out,
    3,
    vector([...functions.keys()], (index, to) => to.unsigned(index)),
  )
  section(
    out,
    7,
    vector([...exported.entries()], ([index, { name }], to) => to.name(name).byte(0x00).unsigned(index)),
  )
  section(
    out,
    10,
    vector(code, (entry, to) => to.sized(entry)),
  )
  return new Uint8Array(out.bytes)
}

export type Export = (...args: number[]) => number

/**
 * Compiles `kernels` at once and binds them to `memory`.
 * @throws WebAssemblyError where the module is not valid
 */
export function instantiate<Name extends string>(
  memory: Memory,
  kernels: readonly Kernel<Name>[],
  options: AssembleOptions = {},
): Record<Name, Export> {
  const module = new WebAssembly.Module(assemble(kernels, options))
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Record<Name, Export>
}
