/** For those who write devices, kernels, interpreters and derivatives: what a program that computes has no need of. */
export type { FloatType, OpIdentity, View } from '../device/device.ts'
export { born, escaped, type Resource, refuseThenable, scopesBegun, track, untrack } from '../memory.ts'
export { type AdamWScalars, type AdamWSettings, adamW, adamWScalars, type Moments } from '../ops/adamw.ts'
export { hasParts } from '../ops/flat.ts'
export { elementwiseOp, primitive, view } from '../ops/op.ts'
export { type DefinedName, type Ops, ops } from '../ops/table.ts'
export { gaussian } from '../random.ts'
export { type Compiled, compileFloat32, compileFloat64 } from '../scalar/evaluate.ts'
export { inputsOf, rewrite, substitute, topological, trace as traceScalar } from '../scalar/graph.ts'
export {
  apply as applyScalar,
  input as scalarInput,
  one,
  type Primitive,
  primitive as scalarPrimitive,
  type ScalarNode,
  type TranscendentalName,
  zero,
} from '../scalar/scalar.ts'
export { expand as expandScalar, transcendental } from '../scalar/transcendental.ts'
export { checkDefinition } from '../tensor/check-definition.ts'
export { described } from '../tensor/described.ts'
export { Literal, range } from '../tensor/literal.ts'
export { host, known, part, viewed, writable } from '../tensor/members.ts'
export {
  type AnyDefinedOp,
  type AnyOp,
  type AnyPrimitiveOp,
  type AttributesOf,
  constant,
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
  spec,
  specOf,
} from '../tensor/op.ts'
export { checkOptions, type OptionNames } from '../tensor/options.ts'
export { placedOperand, together } from '../tensor/placed.ts'
export { Printable, shown } from '../tensor/printable.ts'
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
