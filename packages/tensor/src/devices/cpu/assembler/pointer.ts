import { typeCode } from './code.ts'
import type { Emit, F32, F32Like, I32Like, Statement, ValueType } from './values.ts'
import { F32x4, f32, f32x4, I32, I32x4, i32, i32x4 } from './values.ts'

/**
 * Where a vector loop stands: at four elements from `element` on, or, in its tail, at one. A pointer's `load` and
 * `store` with it move four, or one in lane 0 (the other lanes load as 0 and are not stored).
 */
export class VectorIndex {
  readonly element: I32
  readonly lanes: 4 | 1
  constructor(element: I32, lanes: 4 | 1) {
    this.element = element
    this.lanes = lanes
  }
  /** The index of `count` elements further. */
  add(count: I32Like): VectorIndex {
    return new VectorIndex(this.element.add(count), this.lanes)
  }
}

/** The address of float32 elements. Indices count elements. */
export class Pointer extends I32 {
  at(index: I32Like): Pointer {
    return new Pointer(addressOf(this, index).emit)
  }
  load(index: VectorIndex): F32x4
  load(index: I32Like): F32
  load(index: I32Like | VectorIndex): F32 | F32x4 {
    if (!(index instanceof VectorIndex)) return f32.load(...placeOf(this, index))
    const address = addressOf(this, index.element)
    return index.lanes === 4 ? f32x4.load(address) : f32x4.loadFirst(address)
  }
  loadSplat(index: I32Like): F32x4 {
    return f32x4.loadSplat(...placeOf(this, index))
  }
  store(index: VectorIndex, value: F32x4): Statement
  store(index: I32Like, value: F32Like): Statement
  store(index: I32Like | VectorIndex, value: F32Like | F32x4): Statement {
    if (!(index instanceof VectorIndex)) {
      if (value instanceof F32x4) throw new TypeError('store: four numbers at a scalar index')
      const [address, offset] = placeOf(this, index)
      return f32.store(address, value, offset)
    }
    if (!(value instanceof F32x4)) throw new TypeError('store: one number at a vector index')
    const address = addressOf(this, index.element)
    return index.lanes === 4 ? f32x4.store(address, value) : f32x4.storeLane(address, value, 0)
  }
}

/** The address of int32 elements. Indices count elements. */
export class IntPointer extends I32 {
  at(index: I32Like): IntPointer {
    return new IntPointer(addressOf(this, index).emit)
  }
  load(index: VectorIndex): I32x4
  load(index: I32Like): I32
  load(index: I32Like | VectorIndex): I32 | I32x4 {
    if (!(index instanceof VectorIndex)) return i32.load(...placeOf(this, index))
    return new Pointer(this.emit).load(index).bits()
  }
  loadSplat(index: I32Like): I32x4 {
    return i32x4.loadSplat(...placeOf(this, index))
  }
  store(index: VectorIndex, value: I32x4): Statement
  store(index: I32Like, value: I32Like): Statement
  store(index: I32Like | VectorIndex, value: I32Like | I32x4): Statement {
    if (!(index instanceof VectorIndex)) {
      if (value instanceof I32x4) throw new TypeError('store: four numbers at a scalar index')
      const [address, offset] = placeOf(this, index)
      return i32.store(address, value, offset)
    }
    if (!(value instanceof I32x4)) throw new TypeError('store: one number at a vector index')
    return new Pointer(this.emit).store(index, value.asFloat())
  }
}

const addressOf = (base: I32, index: I32Like): I32 =>
  base.add(typeof index === 'number' ? 4 * index : index.shl(2))

/** A constant index goes into the instruction's offset, which cannot be negative. */
const placeOf = (base: I32, index: I32Like): [address: I32, offset: number] =>
  typeof index === 'number' && index >= 0 ? [base, 4 * index] : [addressOf(base, index), 0]

export const pointer = {
  code: typeCode.i32,
  make: (emit: Emit) => new Pointer(emit),
} satisfies ValueType<Pointer>

export const intPointer = {
  code: typeCode.i32,
  make: (emit: Emit) => new IntPointer(emit),
} satisfies ValueType<IntPointer>
