import { expect, test } from 'vitest'
import { hidingIn } from '../../packages/tensor/src/opaque.ts'

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

test('what shows all that it holds hides nothing', () => {
  const all = [{}, Object.create(null), Object.create({ a: 1 }), new Open(), new Failure(), new RangeError()]
  for (const value of [...all, new Date(), /x/, new ArrayBuffer(1), Object(1)])
    expect(hidingIn(value)).toBeUndefined()
})

test('what may hide something is named', () => {
  expect(hidingIn(() => 1)).toBe('a function')
  expect(hidingIn(function forward() {})).toBe('a function, forward,')
  for (const made of [new Private(), new Below()])
    expect(hidingIn(made)).toBe('an object of class Private, which has private fields')
  const built = [new WeakMap(), new WeakRef({}), (function* () {})(), [].values(), Promise.resolve()]
  expect(built.map(hidingIn)).toEqual(
    ['WeakMap', 'WeakRef', 'Generator', 'Array Iterator', 'Promise'].map(
      (name) => `an object of class ${name}`,
    ),
  )
})
