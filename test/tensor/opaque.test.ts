import { expect, test } from 'vitest'
import { lookInto } from '../../packages/tensor/src/opaque.ts'

class Open {
  x = 1
}
class Private {
  readonly #x = 1
  get(): number {
    return this.#x
  }
}
class Below extends Private {}
class Failure extends Error {
  detail = 1
}

const hidingIn = (value: object) => lookInto(value, [])

/** What is found in a value. */
function partsOf(value: object): unknown[] {
  const parts: unknown[] = []
  lookInto(value, parts)
  return parts
}

test('a value is looked into under every key, and in its elements', () => {
  const key = Symbol('key')
  expect(partsOf({ a: 1, [key]: 2 })).toEqual([1, 2])
  expect(partsOf(Object.defineProperty({}, 'a', { value: 1 }))).toEqual([1])
  expect(partsOf(['a', 'b'])).toEqual(['a', 'b'])
  expect(partsOf(Object.assign(['a'], { x: 1 }))).toContain(1)
  expect(partsOf(new Map([['a', 1]]))).toEqual(['a', 1])
  expect(partsOf(new Set(['a', 'b']))).toEqual(['a', 'b'])
  expect(partsOf(Object.assign(new Float32Array(3), { [key]: 1 }))).toEqual([1])
  expect(partsOf(Object.create({ a: 1 }))).toEqual([{ a: 1 }])
})

test('what shows all that it holds hides nothing', () => {
  const all = [{}, Object.create(null), Object.create({ a: 1 }), new Open(), new Failure(), new RangeError()]
  const elements = [[], new Map(), new Set(), new (class extends Array {})(), new Uint8Array(1), Buffer.of(1)]
  for (const value of [...all, ...elements, new Date(), /x/, new ArrayBuffer(1), Object(1)])
    expect(hidingIn(value)).toBeUndefined()
})

test('what may hide something is named', () => {
  expect(hidingIn(() => 1)).toBe('a function')
  expect(hidingIn(function forward() {})).toBe('a function, forward,')
  const getter = Object.defineProperty({}, 'late', { get: () => 1 })
  expect(hidingIn(getter)).toBe('a getter, late,')
  for (const made of [new Private(), new Below()])
    expect(hidingIn(made)).toBe('an object of class Private, which has private fields')
  const built = [new WeakMap(), new WeakRef({}), (function* () {})(), [].values(), Promise.resolve()]
  expect(built.map(hidingIn)).toEqual(
    ['WeakMap', 'WeakRef', 'Generator', 'Array Iterator', 'Promise'].map(
      (name) => `an object of class ${name}`,
    ),
  )
})
