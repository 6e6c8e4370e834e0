/**
 * What an op is. An op is data: it knows what it gives for which shapes, and how a device computes it or which other
 * ops define it. It does nothing by itself; its operands interpret it: a tensor runs it on its device, a variable of
 * the autograd engine runs it on the values and records it, a tracer may only look at shapes.
 */
import type { Device, Shape, View } from './devices/device.ts'
import type { Literal } from './literal.ts'
import type { Scalar } from './scalar.ts'

/** What is known of an operand before anything is computed. */
export interface Spec {
  readonly shape: Shape
  readonly dtype: 'float' | 'int32'
  /** The values of an int32 operand, where they are known at the call: ids and labels are checked there. */
  readonly host?: Int32Array
}

/** What an op gives: the first output carries the gradient, the others are by-products. */
export type OutputSpec = Pick<Spec, 'shape' | 'dtype'>

interface Named<Attributes> {
  readonly name: string
  /**
   * The outputs for these inputs.
   * @throws ShapeError, DtypeError, RangeError
   */
  infer(inputs: readonly Spec[], attributes: Attributes): readonly OutputSpec[]
}

/** One function of scalars applied to each element. Devices and gradients follow from its graph. */
export interface ElementwiseOp extends Named<unknown> {
  readonly kind: 'elementwise'
  readonly arity: number
  readonly graph: Scalar
  /**
   * ∂output/∂input for each input, over inputs 0…arity−1 and `input(arity)`, the output: where the mechanical
   * derivative is not the stable one.
   */
  readonly derivative?: readonly Scalar[]
}

/** The same elements in another shape: nothing is computed and memory is shared. */
export interface ViewOp<Attributes> extends Named<Attributes> {
  readonly kind: 'view'
}

/** What every device must be able to do. */
export interface PrimitiveOp<Attributes> extends Named<Attributes> {
  readonly kind: 'primitive'
  run(device: Device, inputs: readonly View[], attributes: Attributes, outputs: readonly View[]): void
}

/** Written in other ops. A device may have a fused kernel for this very op; the definition says what it must give. */
export interface DefinedOp<Attributes> extends Named<Attributes> {
  readonly kind: 'defined'
  define(inputs: readonly Operand[], attributes: Attributes): readonly Operand[]
}

export type Op<Attributes = unknown> =
  | ElementwiseOp
  | ViewOp<Attributes>
  | PrimitiveOp<Attributes>
  | DefinedOp<Attributes>

export type AttributesOf<O> = O extends ElementwiseOp
  ? undefined
  : O extends { infer(inputs: readonly Spec[], attributes: infer Attributes): readonly OutputSpec[] }
    ? Attributes
    : never

/** Where an operand keeps its interpreter. */
export const interpreter: unique symbol = Symbol('interpreter')

export interface Interpreter {
  /** The operand whose interpreter has the highest rank interprets; a tensor's has 0. */
  readonly rank: number
  interpret(op: Op, operands: readonly Operand[], attributes: unknown): readonly Interpretable[]
}

export interface Interpretable {
  readonly [interpreter]: Interpreter
  readonly shape: Shape
  readonly spec: Spec
}

/** What an op is called on; a number is a scalar. */
export type Operand = Interpretable | Literal | number

/** What is known of any operand. */
export const specOf = (operand: Operand): Spec =>
  typeof operand === 'number' ? { shape: [], dtype: 'float' } : operand.spec

export const shapeOf = (operand: Operand): Shape => (typeof operand === 'number' ? [] : operand.shape)
