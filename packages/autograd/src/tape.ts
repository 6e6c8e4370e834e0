/**
 * The tape: variables remember how they were made. Ops on a variable run on its value, and a node records the residuals
 * that the op's VJP will need.
 */
import {
  type Device,
  DeviceError,
  type DType,
  DtypeError,
  disposeOf,
  type Holder,
  holds,
  interpret,
  keep,
  type Operand,
  type Shape,
  ShapeError,
  scope,
  shapeOf,
  Tensor,
} from '@cloze/tensor'
import {
  type AnyOp,
  born,
  checkDefinition,
  constant,
  described,
  formatShape,
  type Interpretable,
  type Interpreter,
  interpreter,
  type Literal,
  type OutputSpec,
  type Placed,
  Printable,
  type Spec,
  sameShape,
  scopesBegun,
  shown,
  spec,
  specOf,
  together,
} from '@cloze/tensor/extend'
import { GradientError } from './derivatives/gradient-error.ts'
import type { Residuals, Vjp } from './derivatives/vjp.ts'
import { vjpOf } from './derivatives/vjp-of.ts'
import { own } from './ownership.ts'
import { isRecording, nextNumber } from './recording.ts'

/** Where a gradient goes on to: the node that made an input, or the input itself if it is a leaf. */
export type Source = Node | Variable

/** How often a leaf was given a value. */
const version: unique symbol = Symbol('version')

/** One op that ran: its VJP's residuals, and where its operands came from. */
export class Node implements Holder {
  readonly op: AnyOp
  readonly vjp: Vjp
  readonly attributes: unknown
  readonly sources: readonly (Source | undefined)[]
  readonly shapes: readonly Shape[]
  readonly shape: Shape
  /** Nodes are numbered as they are made. */
  readonly number = nextNumber()
  readonly [born] = scopesBegun()
  /** What the VJP asked for, as tensors that share memory with the operands and are disposed of by themselves. */
  #operands: readonly (Placed | undefined)[]
  #outputs: readonly (Tensor | undefined)[]
  /** How often each leaf among the operands had been given a value. */
  readonly #versions: readonly (number | undefined)[]
  #spent = false

  constructor(
    op: AnyOp,
    vjp: Vjp,
    operands: readonly Placed[],
    attributes: unknown,
    outputs: readonly [Tensor, ...Tensor[]],
    captured: readonly Source[] = [],
  ) {
    this.op = op
    this.vjp = vjp
    this.attributes = attributes
    this.sources = [...operands.map(sourceOf), ...captured]
    this.shapes = operands.map(shapeOf)
    this.shape = outputs[0].shape
    this.#versions = this.sources.map((source) => (source instanceof Variable ? source[version] : undefined))
    this.#operands = operands.map((operand, index) =>
      vjp.operands === 'all' || vjp.operands.includes(index) ? kept(operand) : undefined,
    )
    this.#outputs = outputs.map((output, index) => (vjp.outputs.includes(index) ? output.alias() : undefined))
  }

  /** What was kept, as plain values. */
  get residuals(): Residuals {
    this.#check()
    return { operands: this.#operands, outputs: this.#outputs, shapes: this.shapes }
  }

  /**
   * What was kept, as variables that stand where they stood in the graph; by-products are constants.
   * @throws GradientError where a leaf has another value by now: it no longer stands where it stood
   */
  get connected(): Residuals {
    this.#check()
    this.sources.forEach((source, index) => {
      if (!(source instanceof Variable) || source[version] === this.#versions[index]) return
      const which = source.name ?? `a parameter of shape ${formatShape(source.shape)}`
      throw new GradientError(
        `${this.op.name}: ${which} was given another value after the forward pass; this pass needs the one of that time: run the forward pass again`,
      )
    })
    const operands = this.#operands.map((operand, index) => {
      const source = this.sources[index]
      if (source instanceof Variable) return source
      return source && operand instanceof Tensor ? new Variable(operand, source) : operand
    })
    const [output, ...byProducts] = this.#outputs
    return { operands, outputs: [output && new Variable(output, this), ...byProducts], shapes: this.shapes }
  }

  /** Lets go of what was kept. */
  release(): void {
    this.#spent = true
    disposeOf([this.#operands, this.#outputs])
    this.#operands = []
    this.#outputs = []
  }

  *[holds]() {
    yield* this.#operands
    yield* this.#outputs
    for (const source of this.sources) if (source instanceof Node) yield source
  }

  #check(): void {
    if (this.#spent)
      throw new GradientError(
        `${this.op.name}: the graph was used by an earlier backward pass; pass retainGraph to keep it`,
      )
  }
}

/**
 * A tensor that remembers how it was made. Leaves come from `parameter`, all others from ops.
 * @example
 * const x = parameter(tensor([3]))
 * const y = mul(x, x) // a Variable too
 * y instanceof Variable // true
 * await y.data() // [9]
 */
export class Variable extends Printable implements Interpretable, Holder {
  #value: Tensor
  /** How it was made; undefined for a leaf, and for what doesn't depend on one. */
  readonly node: Node | undefined
  /** Whether it is a leaf that wants a gradient. */
  readonly isParameter: boolean
  /** What errors call it. */
  readonly name: string | undefined
  /** What `backward` left here. */
  gradient: Tensor | undefined
  #version = 0

  constructor(value: Tensor, node?: Node, isParameter = false, name?: string) {
    super()
    this.#value = value
    this.node = node
    this.isParameter = isParameter
    this.name = name
  }

  get value(): Tensor {
    return this.#value
  }

  /** How often `assign` gave it another value. */
  get [version](): number {
    return this.#version
  }

  get shape(): Shape {
    return this.#value.shape
  }

  get device(): Device {
    return this.#value.device
  }

  get dtype(): DType {
    return this.#value.dtype
  }

  get [spec](): Spec {
    return this.#value[spec]
  }

  get [interpreter](): Interpreter {
    return recording
  }

  /** Its value as text, and how it was made: by which op, or as a parameter, with a gradient or none yet. */
  [shown](isDeep: boolean): string {
    const { name, node, isParameter, gradient } = this
    const made = isParameter
      ? `${gradient ? 'has a' : 'no'} gradient`
      : node
        ? `op ${node.op.name}`
        : 'constant'
    const notes = name === undefined ? [made] : [`name ${name}`, made]
    return this.#value[shown](isDeep, isParameter ? 'parameter' : 'variable', notes)
  }

  [constant](values: Literal): Tensor {
    return this.#value[constant](values)
  }

  /** A copy of the elements, row by row. */
  data() {
    return this.#value.data()
  }

  item(): Promise<number> {
    return this.#value.item()
  }

  /** A copy of the elements in nested arrays; a number where the shape is []. */
  toArray() {
    return this.#value.toArray()
  }

  /**
   * Gives a leaf another value of its shape, dtype and device, which is its own from then on; the old one is disposed of.
   * @throws GradientError where it is no leaf, or the value is a parameter's or a gradient; ShapeError; DtypeError;
   *   DeviceError; MemoryError on a value that was disposed of; TypeError on what is no tensor
   */
  assign(value: Tensor): void {
    if (value === this.#value) return
    checkTensor('assign', value)
    if (this.node) throw new GradientError(`assign: the result of ${this.node.op.name} is no leaf`)
    if (!sameShape(value.shape, this.shape))
      throw new ShapeError(`assign: ${formatShape(value.shape)} can't replace ${formatShape(this.shape)}`)
    const { device, dtype } = this.#value
    if (value.device !== device)
      throw new DeviceError(`assign: a value on ${value.device.name} can't replace one on ${device.name}`)
    if (value.dtype !== dtype) throw new DtypeError(`assign: ${value.dtype} can't replace ${dtype}`)
    if (value === this.gradient)
      throw new GradientError('assign: the value is its gradient; give its alias()')
    if (this.isParameter) own('assign', value, this)
    this.#value.dispose()
    this.#value = keep(value)
    this.#version += 1
  }

  *[holds]() {
    yield this.#value
    yield this.gradient
    yield this.node
  }
}

/** @throws TypeError on what is no tensor, which says what would be right: plain JavaScript may give anything */
export function checkTensor(name: string, given: unknown): asserts given is Tensor {
  if (given instanceof Tensor) return
  const instead =
    given instanceof Variable ? '; detach(x) gives its value' : '; tensor(x) makes one of numbers'
  throw new TypeError(`${name}: needs a tensor, not ${described(given)}${instead}`)
}

const unwrapped = (operand: Placed): Placed => (operand instanceof Variable ? operand.value : operand)

/** Where the gradient of an operand goes; undefined where it wants none. */
export function sourceOf(operand: Operand): Source | undefined {
  if (!(operand instanceof Variable)) return undefined
  return operand.node ?? (operand.isParameter ? operand : undefined)
}

function kept(operand: Placed): Placed {
  const value = unwrapped(operand)
  return value instanceof Tensor ? value.alias() : value
}

/** A defined op as its definition, of which each op is recorded. */
function recordedAsDefined(
  op: AnyOp,
  inferred: readonly OutputSpec[],
  operands: readonly Placed[],
  attributes: unknown,
): Variable[] {
  if (op.kind !== 'defined')
    throw new GradientError(
      `${op.name}: has no derivative; write it as a defined op, in terms of others, or give it one by defineVjp`,
    )
  return scope(() => {
    const given = op.define(together(op.name, operands), attributes)
    return checkDefinition(op, inferred, given).map(asVariable)
  })
}

/** Runs an op on the values and records it; a defined op that has no VJP is recorded as its definition. */
const recording: Interpreter = {
  rank: 1,
  interpret(op, operands, attributes) {
    const wanted = operands.map((operand) => isRecording() && sourceOf(operand) !== undefined)
    const vjp = wanted.includes(true) ? vjpOf(op, wanted) : undefined
    if (wanted.includes(true) && vjp === undefined) {
      const inferred = op.infer(operands.map(specOf), attributes)
      if (inferred[0]?.dtype !== 'int32') return recordedAsDefined(op, inferred, operands, attributes)
    }
    const outputs = interpret(op, operands.map(unwrapped), attributes)
    const [first, ...others] = outputs.filter((output) => output instanceof Tensor)
    if (first === undefined) return []
    const whole = first.dtype === 'int32' // whole numbers have no gradient
    const node = vjp && !whole ? new Node(op, vjp, operands, attributes, [first, ...others]) : undefined
    return [new Variable(first, node), ...others.map((tensor) => new Variable(tensor))]
  },
}

/** What an op gives as a variable: a constant where it is a tensor. */
export function asVariable(operand: Operand): Variable {
  if (operand instanceof Variable) return operand
  if (operand instanceof Tensor) return new Variable(operand)
  throw new GradientError('a definition gave a number where it should give a tensor')
}
