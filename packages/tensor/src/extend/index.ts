/** For those who write devices, kernels, interpreters and derivatives: what a program that computes has no need of. */
export type { FloatType, OpIdentity, View } from '../device/device.ts'
export { type Resource, scopesOpened, track, untrack } from '../memory.ts'
export { type AdamWScalars, type AdamWSettings, adamW, adamWScalars, type Moments } from '../ops/adamw.ts'
export { hasParts } from '../ops/flat.ts'
export { elementwiseOp, primitive, view } from '../ops/op.ts'
export { type DefinedName, type Ops, ops } from '../ops/table.ts'
export { gaussian } from '../random.ts'
export { type Compiled, compileFloat32, compileFloat64 } from '../scalar/evaluate.ts'
export {
  apply as applyScalar,
  input as scalarInput,
  inputsOf,
  one,
  type Primitive,
  primitive as scalarPrimitive,
  rewrite,
  type ScalarNode,
  substitute,
  type TranscendentalName,
  topological,
  trace as traceScalar,
  zero,
} from '../scalar/scalar.ts'
export { expand as expandScalar, transcendental } from '../scalar/transcendental.ts'
export { checkDefinition } from '../tensor/check-definition.ts'
export { Literal, range } from '../tensor/literal.ts'
export {
  type AnyDefinedOp,
  type AnyOp,
  type AnyPrimitiveOp,
  type AttributesOf,
  type DefinedOp,
  type ElementwiseOp,
  type Interpretable,
  type Interpreter,
  interpreter,
  type Op,
  type OperandsOf,
  type OutputSpec,
  type OutputsOf,
  type Placed,
  type PrimitiveOp,
  type Spec,
  specOf,
} from '../tensor/op.ts'
export { placedOperand, together } from '../tensor/placed.ts'
export { Printable } from '../tensor/printable.ts'
export {
  axesOf,
  broadcastShapes,
  formatShape,
  frontAxes,
  indexOf,
  sameShape,
  sizeAt,
  sizeOf,
} from '../tensor/shape.ts'
export type { Each, Given, Names } from '../tensor/signature.ts'
