import type { LocalKey } from '../code/code.ts'
import { Statement, type Value, type ValueType } from './value.ts'

/** A value that can be set again. As an expression it reads the value it has then. */
export type Local<V extends Value> = V & {
  set(value: V): Statement
  /** Sets it, and is the value set. */
  tee(value: V): V
}

const assignable = <V extends Value>(type: ValueType<V>, key: LocalKey): Local<V> =>
  Object.assign(
    type.make((out) => out.byte(0x20).unsigned(out.local(key))),
    {
      set: (value: V) =>
        new Statement((out) => {
          value.emit(out)
          out.byte(0x21).unsigned(out.local(key))
        }),
      tee: (value: V) =>
        type.make((out) => {
          value.emit(out)
          out.byte(0x22).unsigned(out.local(key))
        }),
    },
  )

/** A new local variable, 0 at the function's start. */
export const local = <V extends Value>(type: ValueType<V>): Local<V> => assignable(type, { type: type.code })

/** A parameter and the key under which a function's code knows it. */
export function parameter<V extends Value>(type: ValueType<V>): { key: LocalKey; value: Local<V> } {
  const key = { type: type.code }
  return { key, value: assignable(type, key) }
}
