/**
 * What an op is. An op is data: it knows what it gives for which shapes, and how a device computes it or which other
 * ops define it. It does nothing by itself; its operands interpret it: a tensor runs it on its device, a variable of
 * the autograd engine runs it on the values and records it, a tracer may only look at shapes.
 */
import type { Device, Shape, Values, View } from '../device/device.ts'
import type { Scalar } from '../scalar/scalar.ts'
import { described } from './described.ts'
import { type Arrays, Literal } from './literal.ts'
import { type Nested, shapeOfNested } from './nested.ts'
import type { Each, Names } from './signature.ts'

/** What is known of an operand before anything is computed. */
export interface Spec {
  readonly shape: Shape
  readonly dtype: 'float' | 'int32'
  /** The values of an int32 operand, where they are known at the call: ids and labels are checked there. */
  readonly host?: Int32Array
}

/** What an op gives: the first output carries the gradient, the others are by-products. */
export type OutputSpec = Pick<Spec, 'shape' | 'dtype'>

/** What every op has. */
interface Named<In, Out> {
  readonly name: string
  /** What it takes: `'bias?'` may be left out, `'...parts'` is any number. */
  readonly operands: In
  /** What it gives: the first carries the gradient, the others are by-products. */
  readonly outputs: Out
}

interface Inferring<In extends Names, Attributes, Out extends Names> extends Named<In, Out> {
  /**
   * The outputs for these operands.
   * @throws ShapeError, DtypeError, RangeError
   */
  infer(operands: Each<In, Spec>, attributes: Attributes): Each<Out, OutputSpec>
}

/** The same elements in another shape: nothing is computed and memory is shared. */
export interface ViewOp<In extends Names, Attributes, Out extends Names>
  extends Inferring<In, Attributes, Out> {
  readonly kind: 'view'
}

/** What every device must be able to do. */
export interface PrimitiveOp<In extends Names, Attributes, Out extends Names>
  extends Inferring<In, Attributes, Out> {
  readonly kind: 'primitive'
  run(device: Device, operands: Each<In, View>, attributes: Attributes, outputs: Each<Out, View>): void
}

/** Written in other ops. A device may have a fused kernel for this very op; the definition says what it must give. */
export interface DefinedOp<In extends Names, Attributes, Out extends Names>
  extends Inferring<In, Attributes, Out> {
  readonly kind: 'defined'
  define(operands: Each<In, Operand>, attributes: Attributes): Each<Out, Operand>
}

/** An op that takes `In` and `Attributes`, and gives `Out`. */
export type Op<In extends Names, Attributes, Out extends Names> =
  | (Omit<ElementwiseOp, 'operands' | 'outputs'> & { readonly operands: In; readonly outputs: Out })
  | ViewOp<In, Attributes, Out>
  | PrimitiveOp<In, Attributes, Out>
  | DefinedOp<In, Attributes, Out>

interface AnyInferring extends Named<Names, Names> {
  infer(operands: readonly Spec[], attributes: unknown): readonly OutputSpec[]
}

/** One function of scalars applied to each element. Devices and gradients follow from its graph. */
export interface ElementwiseOp extends AnyInferring {
  readonly kind: 'elementwise'
  readonly outputs: readonly ['y']
  readonly arity: number
  readonly graph: Scalar
  /**
   * ∂output/∂input for each input, over inputs 0…arity−1 and `input(arity)`, the output: where the mechanical
   * derivative is not the stable one.
   */
  readonly derivative?: readonly Scalar[]
}

export interface AnyViewOp extends AnyInferring {
  readonly kind: 'view'
}

/** An op that every device has a kernel for, of whatever operands and attributes. */
export interface AnyPrimitiveOp extends AnyInferring {
  readonly kind: 'primitive'
  run(device: Device, operands: readonly View[], attributes: unknown, outputs: readonly View[]): void
}

/** An op that is written in other ops, of whatever operands and attributes. */
export interface AnyDefinedOp extends AnyInferring {
  readonly kind: 'defined'
  define(operands: readonly Operand[], attributes: unknown): readonly Operand[]
}

/**
 * Any op, as an interpreter sees it: of operands, attributes and outputs unknown. Every op is one, since TypeScript lets
 * a method stand for one that takes more; that it is called with what it takes is checked by `interpret`, which is
 * where an op gets to an interpreter: by type, and once more by count.
 */
export type AnyOp = ElementwiseOp | AnyViewOp | AnyPrimitiveOp | AnyDefinedOp

/** The names of an op's operands. */
export type OperandsOf<O extends AnyOp> = O['operands']
/** The names of an op's outputs. */
export type OutputsOf<O extends AnyOp> = O['outputs']
/** What an op is called with beside its operands; undefined where that is nothing. */
export type AttributesOf<O> = O extends ElementwiseOp
  ? undefined
  : O extends { infer(operands: infer _Operands, attributes: infer Attributes): unknown }
    ? Attributes
    : never

/** Where an operand keeps its interpreter. */
export const interpreter: unique symbol = Symbol('interpreter')

/** Where an operand says what is known of it before anything is computed. */
export const spec: unique symbol = Symbol('spec')

/** Where an operand makes others of values on the host. */
export const constant: unique symbol = Symbol('constant')

/** What becomes of an op that is called on an operand: a tensor runs it, a variable records it. */
export interface Interpreter {
  /** The operand whose interpreter has the highest rank interprets; a tensor's device has 0. */
  readonly rank: number
  interpret(op: AnyOp, operands: readonly Placed[], attributes: unknown): readonly Interpretable[]
}

/** What an op can be called on: a tensor, a variable, an operand of one's own. */
export interface Interpretable {
  /** Undefined of a tensor, whose device runs the op. */
  readonly [interpreter]: Interpreter | undefined
  readonly shape: Shape
  readonly [spec]: Spec
  /** Values on the host as an operand where this one is: of what computes, its device. */
  [constant]?(values: Literal): Interpretable
}

/** What an op is called on; a number is a scalar, an array as many axes as it is deep. */
export type Operand = Interpretable | Literal | Nested | Values

/** An operand as an interpreter gets it: arrays have become literals. */
export type Placed = Interpretable | Literal | number

/**
 * What is known of any operand without its values: shape and dtype.
 * @throws TypeError on what is no operand
 * @example
 * specOf(2) // { shape: [], dtype: 'float' }
 */
export const specOf = (operand: Operand): Spec => specFor('', operand)

/** `specOf`, whose errors name the function that asks. */
export function specFor(name: string, operand: Operand): Spec {
  if (isArrays(operand))
    return operand instanceof Int32Array
      ? { shape: [operand.length], dtype: 'int32', host: operand }
      : { shape: shapeOf(operand), dtype: 'float' }
  if (typeof operand === 'number') return { shape: [], dtype: 'float' }
  const placed = checked(name, operand)
  return placed instanceof Literal ? placed.spec : placed[spec]
}

/**
 * The shape of any operand; [] of a number.
 * @throws TypeError on what is no operand
 * @example
 * shapeOf(tensor([[1, 2]])) // [1, 2]
 */
export const shapeOf = (operand: Operand): Shape => shapeFor('', operand)

/** `shapeOf`, whose errors name the function that asks. */
export function shapeFor(name: string, operand: Operand): Shape {
  if (typeof operand === 'number') return []
  if (isArrays(operand)) return ArrayBuffer.isView(operand) ? [operand.length] : shapeOfNested(operand)
  return checked(name, operand).shape
}

export const isArrays = (operand: Operand): operand is Arrays =>
  Array.isArray(operand) || ArrayBuffer.isView(operand)

/** Whether it is an operand with a shape and a dtype of its own: plain JavaScript may give anything. */
export const isPlaced = (operand: Placed): boolean =>
  typeof operand === 'number' ||
  operand instanceof Literal ||
  (typeof operand === 'object' && operand !== null && interpreter in operand)

/** What says that `given` stands where an operand belongs. */
export const noOperand = (where: string, given: unknown): TypeError =>
  new TypeError(
    `${where} must be a tensor, a variable, a number or an array of numbers, not ${described(given)}`,
  )

function checked<O extends Interpretable | Literal>(name: string, operand: O): O {
  if (!isPlaced(operand)) throw noOperand(`${name && `${name}: `}an operand`, operand)
  return operand
}
