export type { Device, DType, FloatType, OpIdentity, Shape, Values, View } from './device/device.ts'
export { type Choice, type ChoiceOptions, chooseDevice, type Product } from './devices/auto.ts'
export { type CpuDevice, type CpuOptions, cpu, createCpu, MOST_THREADS } from './devices/cpu/cpu.ts'
export { full, type TensorOptions, tensor, zeros } from './devices/create.ts'
export { openGpu } from './devices/gpu/open.ts'
export type { GpuCounts, GpuDevice, GpuInfo } from './devices/gpu/runtime/gpu-device.ts'
export { type GpuMode, gpuModes } from './devices/gpu/runtime/modes.ts'
export { reference } from './devices/reference/reference.ts'
export { DeviceError, DeviceLostError, DtypeError, MemoryError, ShapeError } from './errors.ts'
export { disposeOf, type Holder, holds, keep, type Resource, scope, track, untrack } from './memory.ts'
export { type AdamWScalars, type AdamWSettings, adamW, adamWScalars, type Moments } from './ops/adamw.ts'
export { addLayerNorm } from './ops/add-layer-norm.ts'
export { type AttentionOptions, attention, attentionProbabilities } from './ops/attention.ts'
export { crossEntropy } from './ops/cross-entropy.ts'
export { type DropoutAttributes, type DropoutKey, dropout, dropoutKey } from './ops/dropout.ts'
export * from './ops/elementwise.ts'
export { flatten, hasParts, unflatten } from './ops/flat.ts'
export { layerNorm } from './ops/layer-norm.ts'
export { type Activation, activations, linear } from './ops/linear.ts'
export { type ClassificationLoss, linearCrossEntropy } from './ops/linear-cross-entropy.ts'
export { matmul } from './ops/matmul.ts'
export { defined, type Elementwise, elementwise, elementwiseOp, primitive, view } from './ops/op.ts'
export { type Packed, packedAttention, packedDropout } from './ops/packed.ts'
export { max, mean, type ReduceOptions, sum, sumOfSquares } from './ops/reductions.ts'
export { argmax, gather, oneHot, scatterAdd, topK } from './ops/rows.ts'
export { broadcastTo, concatenate, pad, reshape, slice, transpose } from './ops/shapes.ts'
export { logSoftmax, softmax } from './ops/softmax.ts'
export { squaredNorm } from './ops/squared-norm.ts'
export { type DefinedName, type Ops, ops } from './ops/table.ts'
export { checkSeed, type Random, random, shuffle } from './random.ts'
export { type Compiled, compileFloat32, compileFloat64 } from './scalar/evaluate.ts'
export {
  apply as applyScalar,
  input as scalarInput,
  inputsOf,
  one,
  type Primitive,
  primitive as scalarPrimitive,
  rewrite,
  Scalar,
  type ScalarLike,
  type ScalarNode,
  scalar,
  substitute,
  type TranscendentalName,
  topological,
  trace,
  zero,
} from './scalar/scalar.ts'
export { expand, transcendental } from './scalar/transcendental.ts'
export { apply, interpret, type Result } from './tensor/apply.ts'
export { Literal, range } from './tensor/literal.ts'
export type { Nested } from './tensor/nested.ts'
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
  type Operand,
  type OperandsOf,
  type OutputSpec,
  type OutputsOf,
  type PrimitiveOp,
  type Spec,
  shapeOf,
  specOf,
} from './tensor/op.ts'
export {
  axesOf,
  broadcastShapes,
  formatShape,
  frontAxes,
  indexOf,
  sameShape,
  sizeAt,
  sizeOf,
} from './tensor/shape.ts'
export type { Each, Given, Names } from './tensor/signature.ts'
export { liveTensors } from './tensor/storage.ts'
export { Tensor } from './tensor/tensor.ts'
export { type TensorGroup, type TensorTrace, traceTensors } from './tensor/trace.ts'
export { type CallOptions, type Engine, type EngineWorker, openEngine } from './worker/engine.ts'
export type { EngineInfo } from './worker/opening.ts'
export { type Port, serveTasks, type TaskContext, type Tasks } from './worker/tasks.ts'
