/**
 * An assembler for WebAssembly with SIMD, in which a kernel reads like the loop that it emits.
 *
 * ```ts
 * // y[i] += a·x[i] for start ≤ i < end
 * const axpy = kernel('axpy', { a: f32, x: pointer, y: pointer, start: i32, end: i32 }, ({ a, x, y, start, end }) => [
 *   vectorLoop(start, end, (i) => y.store(i, y.load(i).add(x.load(i).mul(splat(a))))),
 * ])
 * // Σ x[i], from left to right
 * const sum = kernel('sum', { x: pointer, length: i32 }, ({ x, length }) => {
 *   const total = local(f32)
 *   return [loop(0, length, 1, (i) => total.set(total.add(x.load(i)))), leave(total)]
 * }, { returns: f32 })
 *
 * const memory = new WebAssembly.Memory({ initial: 1 })
 * const exports = instantiate(memory, [axpy, sum])
 * exports.axpy(2, xAddress, yAddress, 0, 100)
 * ```
 *
 * - Types: `i32` `f32` `f32x4` `i32x4` (also what comparisons of four give: a mask), and `pointer` and `intPointer`,
 *   which are i32 addresses of float32 and int32 elements. Numbers stand for constants: `x.mul(2)`.
 * - An expression is a recipe: it is emitted, and computed, wherever it stands. What is used twice goes into a local:
 *   `const t = local(f32x4)`, `t.set(…)` as a statement, `t.tee(…)` as an expression, `t` to read.
 *   A local starts at 0 when the function starts, not anew in each round of a loop.
 * - Memory: `p.load(i)`, `p.store(i, value)`, `p.loadSplat(i)` by element, with a number, an i32, or the index of a
 *   `vectorLoop`, which moves four elements at once; `p.at(i)` is a pointer. By byte, with a static offset:
 *   `f32x4.load(address, offset)`, `f32x4.store(address, value, offset)`, and the same of the other types;
 *   `f32x4.loadSplat`, `f32x4.loadFirst` (one number and zeros), `f32x4.storeLane`; `copyBytes`, `fillBytes`.
 * - Flow: `loop(start, end, step, (i, exit) => …)`, `vectorLoop`, `when(condition, yes, no)`, `loopWhile`,
 *   `repeatWhile`, `block((exit) => …)` with `exit.leave()` and `exit.leaveIf(condition)`, `leave(value)`.
 *   Statements are lists, which may nest, so that `map` unrolls.
 * - Functions: `kernel(name, parameters, body, { returns })`; `call` and `callFor` from one to another.
 *
 * Nothing here is relaxed or fused: the same bits on every machine.
 */
export type { Label, Statements } from './control.ts'
export {
  block,
  copyBytes,
  fillBytes,
  leave,
  loop,
  loopWhile,
  repeatWhile,
  vectorLoop,
  when,
} from './control.ts'
export type { AssembleOptions, Export, Kernel } from './kernel.ts'
export { assemble, call, callFor, instantiate, kernel, WebAssemblyError } from './kernel.ts'
export { IntPointer, intPointer, Pointer, pointer, VectorIndex } from './pointer.ts'
export type { F32Like, F32x4Like, I32Like, I32x4Like, Local, ValueType } from './values.ts'
export { F32, F32x4, f32, f32x4, I32, I32x4, i32, i32x4, local, Statement, splat, Value } from './values.ts'
export type { Memory, Module } from './webassembly.ts'
export { WebAssembly } from './webassembly.ts'
