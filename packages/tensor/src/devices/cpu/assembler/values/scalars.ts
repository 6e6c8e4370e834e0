/** One number at a time. A number stands for the constant. */
import { typeCode } from '../code/code.ts'
import { type Emit, memory, plain, Statement, Value, type ValueType } from './value.ts'

export type I32Like = I32 | number
export type F32Like = F32 | number

export const asI32 = (value: I32Like): I32 =>
  value instanceof I32 ? value : new I32((out) => out.byte(0x41).signed(value))

export const asF32 = (value: F32Like): F32 =>
  value instanceof F32 ? value : new F32((out) => out.byte(0x43).float32(value))

/** A 32-bit integer, an address, or a truth value (0 is false). */
export class I32 extends Value {
  add(other: I32Like): I32 {
    return other === 0 ? this : new I32(plain(0x6a, this, asI32(other)))
  }
  sub(other: I32Like): I32 {
    return new I32(plain(0x6b, this, asI32(other)))
  }
  mul(other: I32Like): I32 {
    return new I32(plain(0x6c, this, asI32(other)))
  }
  /** Signed, towards zero; traps on 0. */
  div(other: I32Like): I32 {
    return new I32(plain(0x6d, this, asI32(other)))
  }
  /** The remainder of `div`. */
  rem(other: I32Like): I32 {
    return new I32(plain(0x6f, this, asI32(other)))
  }
  and(other: I32Like): I32 {
    return new I32(plain(0x71, this, asI32(other)))
  }
  or(other: I32Like): I32 {
    return new I32(plain(0x72, this, asI32(other)))
  }
  xor(other: I32Like): I32 {
    return new I32(plain(0x73, this, asI32(other)))
  }
  shl(bits: I32Like): I32 {
    return new I32(plain(0x74, this, asI32(bits)))
  }
  /** Right, filled with the sign. */
  shr(bits: I32Like): I32 {
    return new I32(plain(0x75, this, asI32(bits)))
  }
  /** Right, filled with zeros. */
  shrUnsigned(bits: I32Like): I32 {
    return new I32(plain(0x76, this, asI32(bits)))
  }
  isZero(): I32 {
    return new I32(plain(0x45, this))
  }
  equal(other: I32Like): I32 {
    return new I32(plain(0x46, this, asI32(other)))
  }
  notEqual(other: I32Like): I32 {
    return new I32(plain(0x47, this, asI32(other)))
  }
  less(other: I32Like): I32 {
    return new I32(plain(0x48, this, asI32(other)))
  }
  greater(other: I32Like): I32 {
    return new I32(plain(0x4a, this, asI32(other)))
  }
  lessEqual(other: I32Like): I32 {
    return new I32(plain(0x4c, this, asI32(other)))
  }
  greaterEqual(other: I32Like): I32 {
    return new I32(plain(0x4e, this, asI32(other)))
  }
  min(other: I32): I32 {
    return this.less(other).select(this, other)
  }
  max(other: I32): I32 {
    return this.greater(other).select(this, other)
  }
  toFloat(): F32 {
    return new F32(plain(0xb2, this))
  }
  /** The same 32 bits as a float. */
  asFloat(): F32 {
    return new F32(plain(0xbe, this))
  }
  /** `yes` where this is not 0, else `no`; both are computed. */
  select(yes: I32, no: I32): I32
  select(yes: F32, no: F32): F32
  select(yes: I32 | F32, no: I32 | F32): I32 | F32 {
    const emit = plain(0x1b, yes, no, this)
    return yes instanceof I32 ? new I32(emit) : new F32(emit)
  }
}

export class F32 extends Value {
  add(other: F32Like): F32 {
    return new F32(plain(0x92, this, asF32(other)))
  }
  sub(other: F32Like): F32 {
    return new F32(plain(0x93, this, asF32(other)))
  }
  mul(other: F32Like): F32 {
    return new F32(plain(0x94, this, asF32(other)))
  }
  div(other: F32Like): F32 {
    return new F32(plain(0x95, this, asF32(other)))
  }
  min(other: F32Like): F32 {
    return new F32(plain(0x96, this, asF32(other)))
  }
  max(other: F32Like): F32 {
    return new F32(plain(0x97, this, asF32(other)))
  }
  abs(): F32 {
    return new F32(plain(0x8b, this))
  }
  neg(): F32 {
    return new F32(plain(0x8c, this))
  }
  floor(): F32 {
    return new F32(plain(0x8e, this))
  }
  sqrt(): F32 {
    return new F32(plain(0x91, this))
  }
  equal(other: F32Like): I32 {
    return new I32(plain(0x5b, this, asF32(other)))
  }
  notEqual(other: F32Like): I32 {
    return new I32(plain(0x5c, this, asF32(other)))
  }
  less(other: F32Like): I32 {
    return new I32(plain(0x5d, this, asF32(other)))
  }
  greater(other: F32Like): I32 {
    return new I32(plain(0x5e, this, asF32(other)))
  }
  lessEqual(other: F32Like): I32 {
    return new I32(plain(0x5f, this, asF32(other)))
  }
  greaterEqual(other: F32Like): I32 {
    return new I32(plain(0x60, this, asF32(other)))
  }
  /** Cut to an integer; NaN gives 0 and what is too large the nearest. */
  truncate(): I32 {
    return new I32((out) => {
      this.emit(out)
      out.byte(0xfc).unsigned(0)
    })
  }
  /** The same 32 bits as an integer. */
  bits(): I32 {
    return new I32(plain(0xbc, this))
  }
}

/** The integer type; `i32.load(address, offset)` reads memory. Offsets and addresses count bytes. */
export const i32 = {
  code: typeCode.i32,
  make: (emit: Emit) => new I32(emit),
  constant: (value: number) => asI32(value),
  load: (address: I32, offset = 0) => new I32(memory(0x28, 2, offset, address)),
  store: (address: I32, value: I32Like, offset = 0) =>
    new Statement(memory(0x36, 2, offset, address, asI32(value))),
} satisfies ValueType<I32> & Record<string, unknown>

export const f32 = {
  code: typeCode.f32,
  make: (emit: Emit) => new F32(emit),
  constant: (value: number) => asF32(value),
  load: (address: I32, offset = 0) => new F32(memory(0x2a, 2, offset, address)),
  store: (address: I32, value: F32Like, offset = 0) =>
    new Statement(memory(0x38, 2, offset, address, asF32(value))),
} satisfies ValueType<F32> & Record<string, unknown>
