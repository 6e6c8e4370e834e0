/** Four numbers at a time. A number stands for four of it. */
import { typeCode } from '../code/code.ts'
import { asF32, asI32, F32, type F32Like, I32, type I32Like } from './scalars.ts'
import { type Emit, lane, Statement, simd, simdMemory, Value, type ValueType } from './value.ts'

export type F32x4Like = F32x4 | number
export type I32x4Like = I32x4 | number

const asF32x4 = (value: F32x4Like): F32x4 =>
  value instanceof F32x4
    ? value
    : new F32x4((out) => {
        out.simd(0x0c)
        for (let i = 0; i < 4; i++) out.float32(value)
      })

const asI32x4 = (value: I32x4Like): I32x4 =>
  value instanceof I32x4
    ? value
    : new I32x4((out) => {
        out.simd(0x0c)
        for (let i = 0; i < 4; i++)
          out.byte(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24)
      })

/** Four float32 numbers. */
export class F32x4 extends Value {
  add(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xe4, this, asF32x4(other)))
  }
  sub(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xe5, this, asF32x4(other)))
  }
  mul(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xe6, this, asF32x4(other)))
  }
  div(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xe7, this, asF32x4(other)))
  }
  min(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xe8, this, asF32x4(other)))
  }
  max(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xe9, this, asF32x4(other)))
  }
  /** `other < this ? other : this`: quicker than `min` on x86, and this is kept where either is NaN. */
  pseudoMin(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xea, this, asF32x4(other)))
  }
  /** `this < other ? other : this`: quicker than `max` on x86, and this is kept where either is NaN. */
  pseudoMax(other: F32x4Like): F32x4 {
    return new F32x4(simd(0xeb, this, asF32x4(other)))
  }
  abs(): F32x4 {
    return new F32x4(simd(0xe0, this))
  }
  neg(): F32x4 {
    return new F32x4(simd(0xe1, this))
  }
  floor(): F32x4 {
    return new F32x4(simd(0x68, this))
  }
  sqrt(): F32x4 {
    return new F32x4(simd(0xe3, this))
  }
  /** Comparisons give a mask: all bits of a lane set, or none. */
  equal(other: F32x4Like): I32x4 {
    return new I32x4(simd(0x41, this, asF32x4(other)))
  }
  notEqual(other: F32x4Like): I32x4 {
    return new I32x4(simd(0x42, this, asF32x4(other)))
  }
  less(other: F32x4Like): I32x4 {
    return new I32x4(simd(0x43, this, asF32x4(other)))
  }
  greater(other: F32x4Like): I32x4 {
    return new I32x4(simd(0x44, this, asF32x4(other)))
  }
  lessEqual(other: F32x4Like): I32x4 {
    return new I32x4(simd(0x45, this, asF32x4(other)))
  }
  greaterEqual(other: F32x4Like): I32x4 {
    return new I32x4(simd(0x46, this, asF32x4(other)))
  }
  /** Cut to integers; NaN gives 0 and what is too large the nearest. */
  truncate(): I32x4 {
    return new I32x4(simd(0xf8, this))
  }
  /** The same 128 bits as integers. */
  bits(): I32x4 {
    return new I32x4(this.emit)
  }
  lane(index: number): F32 {
    return new F32(lane(0x1f, index, this))
  }
  withLane(index: number, value: F32Like): F32x4 {
    return new F32x4(lane(0x20, index, this, asF32(value)))
  }
  /** Four lanes of the eight: 0 to 3 are this one's, 4 to 7 the other's. */
  shuffle(other: F32x4, lanes: readonly [number, number, number, number]): F32x4 {
    return new F32x4((out) => {
      simd(0x0d, this, other)(out)
      for (const from of lanes) out.byte(4 * from, 4 * from + 1, 4 * from + 2, 4 * from + 3)
    })
  }
}

/** Four 32-bit integers, or the mask that a comparison gives. */
export class I32x4 extends Value {
  add(other: I32x4Like): I32x4 {
    return new I32x4(simd(0xae, this, asI32x4(other)))
  }
  sub(other: I32x4Like): I32x4 {
    return new I32x4(simd(0xb1, this, asI32x4(other)))
  }
  mul(other: I32x4Like): I32x4 {
    return new I32x4(simd(0xb5, this, asI32x4(other)))
  }
  /** Of eight signed halves of 16 bits each: the products, neighbours added, in four lanes of 32. */
  dot(other: I32x4Like): I32x4 {
    return new I32x4(simd(0xba, this, asI32x4(other)))
  }
  min(other: I32x4Like): I32x4 {
    return new I32x4(simd(0xb6, this, asI32x4(other)))
  }
  max(other: I32x4Like): I32x4 {
    return new I32x4(simd(0xb8, this, asI32x4(other)))
  }
  and(other: I32x4Like): I32x4 {
    return new I32x4(simd(0x4e, this, asI32x4(other)))
  }
  /** This without the bits of the other. */
  andNot(other: I32x4Like): I32x4 {
    return new I32x4(simd(0x4f, this, asI32x4(other)))
  }
  or(other: I32x4Like): I32x4 {
    return new I32x4(simd(0x50, this, asI32x4(other)))
  }
  xor(other: I32x4Like): I32x4 {
    return new I32x4(simd(0x51, this, asI32x4(other)))
  }
  not(): I32x4 {
    return new I32x4(simd(0x4d, this))
  }
  shl(bits: I32Like): I32x4 {
    return new I32x4(simd(0xab, this, asI32(bits)))
  }
  /** Right, filled with the sign. */
  shr(bits: I32Like): I32x4 {
    return new I32x4(simd(0xac, this, asI32(bits)))
  }
  /** Right, filled with zeros. */
  shrUnsigned(bits: I32Like): I32x4 {
    return new I32x4(simd(0xad, this, asI32(bits)))
  }
  equal(other: I32x4Like): I32x4 {
    return new I32x4(simd(0x37, this, asI32x4(other)))
  }
  less(other: I32x4Like): I32x4 {
    return new I32x4(simd(0x39, this, asI32x4(other)))
  }
  greater(other: I32x4Like): I32x4 {
    return new I32x4(simd(0x3b, this, asI32x4(other)))
  }
  anyTrue(): I32 {
    return new I32(simd(0x53, this))
  }
  allTrue(): I32 {
    return new I32(simd(0xa3, this))
  }
  /** The four signs as the four low bits. */
  bitmask(): I32 {
    return new I32(simd(0xa4, this))
  }
  toFloat(): F32x4 {
    return new F32x4(simd(0xfa, this))
  }
  /** The same 128 bits as floats. */
  asFloat(): F32x4 {
    return new F32x4(this.emit)
  }
  lane(index: number): I32 {
    return new I32(lane(0x1b, index, this))
  }
  withLane(index: number, value: I32Like): I32x4 {
    return new I32x4(lane(0x1c, index, this, asI32(value)))
  }
  /** Bits of `yes` where the mask's are set, of `no` elsewhere. */
  select(yes: F32x4Like, no: F32x4Like): F32x4
  select(yes: I32x4, no: I32x4): I32x4
  select(yes: F32x4Like | I32x4, no: F32x4Like | I32x4): F32x4 | I32x4 {
    if (yes instanceof I32x4 && no instanceof I32x4) return new I32x4(simd(0x52, yes, no, this))
    if (yes instanceof I32x4 || no instanceof I32x4) throw new TypeError('select: floats and integers mixed')
    return new F32x4(simd(0x52, asF32x4(yes), asF32x4(no), this))
  }
}

export const f32x4 = {
  code: typeCode.v128,
  make: (emit: Emit) => new F32x4(emit),
  constant: (value: number) => asF32x4(value),
  splat: (value: F32Like) => (typeof value === 'number' ? asF32x4(value) : new F32x4(simd(0x13, value))),
  load: (address: I32, offset = 0) => new F32x4(simdMemory(0x00, 2, offset, address)),
  /** One number, four times. */
  loadSplat: (address: I32, offset = 0) => new F32x4(simdMemory(0x09, 2, offset, address)),
  /** One number, then three zeros. */
  loadFirst: (address: I32, offset = 0) => new F32x4(simdMemory(0x5c, 2, offset, address)),
  store: (address: I32, value: F32x4Like, offset = 0) =>
    new Statement(simdMemory(0x0b, 2, offset, address, asF32x4(value))),
  /** Stores one lane alone. */
  storeLane: (address: I32, value: F32x4, index: number, offset = 0) =>
    new Statement((out) => {
      simdMemory(0x5a, 2, offset, address, value)(out)
      out.byte(index)
    }),
} satisfies ValueType<F32x4> & Record<string, unknown>

export const i32x4 = {
  code: typeCode.v128,
  make: (emit: Emit) => new I32x4(emit),
  constant: (value: number) => asI32x4(value),
  /** Four different integers. */
  lanes: (...values: readonly [number, number, number, number]) =>
    new I32x4((out) => {
      out.simd(0x0c)
      for (const v of values) out.byte(v & 255, (v >> 8) & 255, (v >> 16) & 255, v >>> 24)
    }),
  splat: (value: I32Like) => (typeof value === 'number' ? asI32x4(value) : new I32x4(simd(0x11, value))),
  load: (address: I32, offset = 0) => f32x4.load(address, offset).bits(),
  loadSplat: (address: I32, offset = 0) => f32x4.loadSplat(address, offset).bits(),
  loadFirst: (address: I32, offset = 0) => f32x4.loadFirst(address, offset).bits(),
  store: (address: I32, value: I32x4Like, offset = 0) =>
    f32x4.store(address, asI32x4(value).asFloat(), offset),
  storeLane: (address: I32, value: I32x4, index: number, offset = 0) =>
    f32x4.storeLane(address, value.asFloat(), index, offset),
} satisfies ValueType<I32x4> & Record<string, unknown>

/** Four of one number. */
export const splat = f32x4.splat
