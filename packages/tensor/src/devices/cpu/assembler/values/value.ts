/** Typed expressions. They are immutable and emit their instructions wherever they are used, each time anew. */
import type { Code, TypeCode } from '../code/code.ts'

export type Emit = (out: Code) => void

/** Something done rather than computed: a store, an assignment, a loop. */
export class Statement {
  readonly emit: Emit
  constructor(emit: Emit) {
    this.emit = emit
  }
}

/** An expression: emitting it leaves one value on the stack. */
export abstract class Value {
  readonly emit: Emit
  constructor(emit: Emit) {
    this.emit = emit
  }
}

/** A type of values: what it is called in the binary format, and how an expression of it is made. */
export interface ValueType<V extends Value = Value> {
  readonly code: TypeCode
  make(emit: Emit): V
}

/** Emits the operands, then an instruction of one byte. */
export const plain =
  (opcode: number, ...operands: readonly Value[]): Emit =>
  (out) => {
    for (const operand of operands) operand.emit(out)
    out.byte(opcode)
  }

/** Emits the operands, then an instruction of the SIMD group. */
export const simd =
  (opcode: number, ...operands: readonly Value[]): Emit =>
  (out) => {
    for (const operand of operands) operand.emit(out)
    out.simd(opcode)
  }

export const lane =
  (opcode: number, index: number, ...operands: readonly Value[]): Emit =>
  (out) => {
    if (!Number.isInteger(index) || index < 0 || index > 3) throw new RangeError(`no lane ${index}: 0 to 3`)
    simd(opcode, ...operands)(out)
    out.byte(index)
  }

export const memory =
  (opcode: number, alignment: number, offset: number, ...operands: readonly Value[]): Emit =>
  (out) => {
    for (const operand of operands) operand.emit(out)
    out.byte(opcode).access(alignment, offset)
  }

export const simdMemory =
  (opcode: number, alignment: number, offset: number, ...operands: readonly Value[]): Emit =>
  (out) => {
    for (const operand of operands) operand.emit(out)
    out.simd(opcode).access(alignment, offset)
  }
