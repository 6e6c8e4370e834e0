import type { Code, LabelKey } from './code/code.ts'
import { typeCode } from './code/code.ts'
import { local } from './values/local.ts'
import { type F32, type F32Like, f32, I32, type I32Like, i32 } from './values/scalars.ts'
import { type Emit, Statement, type ValueType } from './values/value.ts'
import { F32x4, f32x4, I32x4, i32x4 } from './values/vectors.ts'

/** Statements in order; lists may nest. */
export type Statements = Statement | readonly Statements[]

export function emitAll(statements: Statements, out: Code): void {
  if (statements instanceof Statement) statements.emit(out)
  else for (const statement of statements) emitAll(statement, out)
}

/** What stands behind a block, or the start of a loop's next round, to which a branch goes. */
export class Label {
  private readonly key: LabelKey
  constructor(key: LabelKey) {
    this.key = key
  }
  leave(): Statement {
    return new Statement((out) => out.byte(0x0c).unsigned(out.depth(this.key)))
  }
  leaveIf(condition: I32): Statement {
    return new Statement((out) => {
      condition.emit(out)
      out.byte(0x0d).unsigned(out.depth(this.key))
    })
  }
}

/** Statements that can be left early: `block((done) => [done.leaveIf(…), …])`. */
export function block(body: (exit: Label) => Statements): Statement {
  const key: LabelKey = {}
  const inside = body(new Label(key))
  return new Statement((out) => out.structure(0x02, key, () => emitAll(inside, out)))
}

export const when = (condition: I32, yes: Statements, no?: Statements): Statement =>
  new Statement((out) => {
    condition.emit(out)
    out.structure(0x04, {}, () => {
      emitAll(yes, out)
      if (no === undefined) return
      out.byte(0x05)
      emitAll(no, out)
    })
  })

/** Repeats `body` for as long as `condition` holds before it. */
const loopWhile = (condition: I32, body: Statements): Statement =>
  when(condition, repeatWhile(body, condition))

/** Runs `body` once, and again for as long as `condition` holds after it. */
function repeatWhile(body: Statements, condition: I32): Statement {
  const key: LabelKey = {}
  const again = new Label(key).leaveIf(condition)
  return new Statement((out) => out.structure(0x03, key, () => emitAll([body, again], out)))
}

/** for (i = start; i < end; i += step), with `end` and `step` computed once. */
export function loop(
  start: I32Like,
  end: I32Like,
  step: I32Like,
  body: (i: I32, exit: Label) => Statements,
): Statement {
  const i = local(i32)
  const [last, setLast] = once(end)
  const [by, setBy] = once(step)
  return block((exit) => [
    setLast,
    setBy,
    i.set(typeof start === 'number' ? i32.constant(start) : start),
    loopWhile(i.less(last), [body(i, exit), i.set(i.add(by))]),
  ])
}

/** A number stays one; anything else is computed into a local first. */
function once(value: I32Like): [I32Like, Statements] {
  if (typeof value === 'number') return [value, []]
  const held = local(i32)
  return [held, held.set(value)]
}

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

/**
 * Four elements a round, then the at most three that are left over, one a round, in the same instructions: an
 * element's bits do not depend on where in the range it stands, and nothing outside [start, end) is touched.
 * The body is emitted twice; a local that it sets is the same in both.
 */
export function vectorLoop(start: I32Like, end: I32Like, body: (i: VectorIndex) => Statements): Statements {
  const from = local(i32)
  const last = local(i32)
  const middle = local(i32)
  return [
    from.set(typeof start === 'number' ? i32.constant(start) : start),
    last.set(typeof end === 'number' ? i32.constant(end) : end),
    middle.set(from.max(from.add(last.sub(from).and(-4)))), // not below `from`, should the range end before it starts
    loop(from, middle, 4, (i) => body(new VectorIndex(i, 4))),
    loop(middle, last, 1, (i) => body(new VectorIndex(i, 1))),
  ]
}

/** The address of float32 elements. Indices count elements. */
export class Pointer extends I32 {
  at(index: I32Like): Pointer {
    return new Pointer(addressOf(this, index).emit)
  }
  load(index: VectorIndex): F32x4
  load(index: I32Like): F32
  load(index: I32Like | VectorIndex): F32 | F32x4 {
    if (!(index instanceof VectorIndex)) return f32.load(...addressed(this, index))
    const address = addressOf(this, index.element)
    return index.lanes === 4 ? f32x4.load(address) : f32x4.loadFirst(address)
  }
  loadSplat(index: I32Like): F32x4 {
    return f32x4.loadSplat(...addressed(this, index))
  }
  store(index: VectorIndex, value: F32x4): Statement
  store(index: I32Like, value: F32Like): Statement
  store(index: I32Like | VectorIndex, value: F32Like | F32x4): Statement {
    if (!(index instanceof VectorIndex)) {
      if (value instanceof F32x4) throw new TypeError('store: four numbers at a scalar index')
      const [address, offset] = addressed(this, index)
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
    if (!(index instanceof VectorIndex)) return i32.load(...addressed(this, index))
    return new Pointer(this.emit).load(index).bits()
  }
  loadSplat(index: I32Like): I32x4 {
    return i32x4.loadSplat(...addressed(this, index))
  }
  store(index: VectorIndex, value: I32x4): Statement
  store(index: I32Like, value: I32Like): Statement
  store(index: I32Like | VectorIndex, value: I32Like | I32x4): Statement {
    if (!(index instanceof VectorIndex)) {
      if (value instanceof I32x4) throw new TypeError('store: four numbers at a scalar index')
      const [address, offset] = addressed(this, index)
      return i32.store(address, value, offset)
    }
    if (!(value instanceof I32x4)) throw new TypeError('store: one number at a vector index')
    return new Pointer(this.emit).store(index, value.asFloat())
  }
}

const addressOf = (base: I32, index: I32Like): I32 =>
  base.add(typeof index === 'number' ? 4 * index : index.shl(2))

/** A constant index goes into the instruction's offset, which cannot be negative. */
const addressed = (base: I32, index: I32Like): [address: I32, offset: number] =>
  typeof index === 'number' && index >= 0 ? [base, 4 * index] : [addressOf(base, index), 0]

export const pointer = {
  code: typeCode.i32,
  make: (emit: Emit) => new Pointer(emit),
} satisfies ValueType<Pointer>

export const intPointer = {
  code: typeCode.i32,
  make: (emit: Emit) => new IntPointer(emit),
} satisfies ValueType<IntPointer>

/** Sets bytes to the low byte of `value`. */
export const fillBytes = (target: I32, value: I32Like, count: I32Like): Statement =>
  new Statement((out) => {
    for (const operand of [target, i32.make(emitI32(value)), i32.make(emitI32(count))]) operand.emit(out)
    out.byte(0xfc).unsigned(11).byte(0)
  })

const emitI32 = (value: I32Like): Emit => (typeof value === 'number' ? i32.constant(value) : value).emit
