export type { Device, DType, Shape, Values } from './device/device.ts'
export { type Choice, type ChoiceOptions, chooseDevice, type Product } from './devices/auto.ts'
export { type CpuDevice, type CpuOptions, cpu, createCpu, MOST_THREADS } from './devices/cpu/cpu.ts'
export { full, type MakingOptions, ones, type TensorOptions, tensor, zeros } from './devices/create.ts'
export { openGpu } from './devices/gpu/open.ts'
export type { GpuCounts, GpuDevice, GpuInfo } from './devices/gpu/runtime/gpu-device.ts'
export { type GpuMode, gpuModes } from './devices/gpu/runtime/modes.ts'
export { arange, eye, fullLike, linspace, onesLike, zerosLike } from './devices/making.ts'
export {
  type IntegerOptions,
  type NormalOptions,
  permutation,
  randomInteger,
  randomNormal,
  randomUniform,
  type UniformOptions,
} from './devices/random.ts'
export { reference } from './devices/reference/reference.ts'
export { DeviceError, DeviceLostError, DtypeError, MemoryError, ShapeError } from './errors.ts'
export { attention, packedAttention } from './fused/attention.ts'
export { dropout, packedDropout } from './fused/dropout.ts'
export { addLayerNorm, layerNorm } from './fused/layer-norm.ts'
export { linearCrossEntropy } from './fused/linear-cross-entropy.ts'
export { argsort, sort, topK } from './fused/sorting.ts'
export { disposeOf, type Holder, holds, keep, scope } from './memory.ts'
export { type AttentionOptions, attentionProbabilities } from './ops/attention.ts'
export { expand, flatten, squeeze, swapAxes, unsqueeze } from './ops/axes.ts'
export { cast } from './ops/cast.ts'
export { type ConvolutionOptions, conv1d } from './ops/convolution.ts'
export { type CrossEntropyOptions, crossEntropy } from './ops/cross-entropy.ts'
export { diagonal, trace } from './ops/diagonal.ts'
export { type DropoutAttributes, type DropoutKey, dropoutKey } from './ops/dropout.ts'
export { einsum } from './ops/einsum.ts'
export * from './ops/elementwise.ts'
export { tensorsToVector, vectorToTensors } from './ops/flat.ts'
export { at, type Index } from './ops/indexing.ts'
export { chunk, flip, type PadOptions, pad, repeat, roll, split, stack, tile } from './ops/joining.ts'
export { type Activation, activations, linear } from './ops/linear.ts'
export type { ClassificationLoss } from './ops/linear-cross-entropy.ts'
export { binaryCrossEntropyWithLogits, meanSquaredError } from './ops/losses.ts'
export { dot, matmul, outer } from './ops/matmul.ts'
export { defined, type Elementwise, elementwise } from './ops/op.ts'
export type { Packed } from './ops/packed.ts'
export { averagePool, maxPool, type PoolOptions } from './ops/pooling.ts'
export { max, mean, min, prod, type ReduceOptions, sum, sumOfSquares } from './ops/reductions.ts'
export { argmax, argmin, embedding, gather, oneHot, scatterAdd } from './ops/rows.ts'
export { cumulativeProduct, cumulativeSum } from './ops/scans.ts'
export { broadcastTo, concatenate, reshape, transpose } from './ops/shapes.ts'
export { type Bound, type Slice, slice } from './ops/slice.ts'
export { logSoftmax, softmax } from './ops/softmax.ts'
export { type SortOptions, unique } from './ops/sorting.ts'
export { squaredNorm } from './ops/squared-norm.ts'
export {
  all,
  any,
  logSumExp,
  type NormOptions,
  norm,
  standardDeviation,
  type VarianceOptions,
  variance,
} from './ops/statistics.ts'
export { takeAlong } from './ops/take-along.ts'
export { tril, triu } from './ops/triangles.ts'
export { checkSeed, type Random, random, shuffle } from './random.ts'
export { Scalar, type ScalarLike, scalar } from './scalar/scalar.ts'
export { apply, interpret, type Result, type ResultOf } from './tensor/apply.ts'
export type { Like } from './tensor/like.ts'
export type { Nest, Nested } from './tensor/nested.ts'
export { type Operand, shapeOf } from './tensor/op.ts'
export { liveTensors } from './tensor/storage.ts'
export { Tensor } from './tensor/tensor.ts'
export { type TensorGroup, type TensorTrace, traceTensors } from './tensor/trace.ts'
