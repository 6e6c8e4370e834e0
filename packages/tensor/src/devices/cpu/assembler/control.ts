import type { Code, LabelKey } from './code.ts'
import { VectorIndex } from './pointer.ts'
import type { I32, I32Like, Value } from './values.ts'
import { asI32, i32, local, Statement } from './values.ts'

/** Statements in order; lists may nest. */
export type Statements = Statement | readonly Statements[]

export function emitAll(statements: Statements, out: Code): void {
  if (statements instanceof Statement) statements.emit(out)
  else for (const statement of statements) emitAll(statement, out)
}

/** The place behind a block, or the start of a loop's next round, to which a branch goes. */
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
export const loopWhile = (condition: I32, body: Statements): Statement =>
  when(condition, repeatWhile(body, condition))

/** Runs `body` once, and again for as long as `condition` holds after it. */
export function repeatWhile(body: Statements, condition: I32): Statement {
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
    i.set(asI32(start)),
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
 * Four elements a round, then the at most three that are left over, one a round, in the same instructions: an
 * element's bits do not depend on where in the range it stands, and nothing outside [start, end) is touched.
 * The body is emitted twice; a local that it sets is the same in both.
 */
export function vectorLoop(start: I32Like, end: I32Like, body: (i: VectorIndex) => Statements): Statements {
  const from = local(i32)
  const last = local(i32)
  const middle = local(i32)
  return [
    from.set(asI32(start)),
    last.set(asI32(end)),
    middle.set(from.max(from.add(last.sub(from).and(-4)))), // not below `from`, should the range end before it starts
    loop(from, middle, 4, (i) => body(new VectorIndex(i, 4))),
    loop(middle, last, 1, (i) => body(new VectorIndex(i, 1))),
  ]
}

/** Returns from the function, with a value where it has one. */
export const leave = (value?: Value): Statement =>
  new Statement((out) => {
    value?.emit(out)
    out.byte(0x0f)
  })

/** Copies bytes; the ranges may overlap. */
export const copyBytes = (target: I32, source: I32, count: I32Like): Statement =>
  new Statement((out) => {
    for (const operand of [target, source, asI32(count)]) operand.emit(out)
    out.byte(0xfc).unsigned(10).byte(0, 0)
  })

/** Sets bytes to the low byte of `value`. */
export const fillBytes = (target: I32, value: I32Like, count: I32Like): Statement =>
  new Statement((out) => {
    for (const operand of [target, asI32(value), asI32(count)]) operand.emit(out)
    out.byte(0xfc).unsigned(11).byte(0)
  })
