import { disposeOf, keep, MemoryError, reference, scope, type Tensor, zeros } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { lookInto } from '../../packages/tensor/src/opaque.ts'
import { eachLeavesNoTensor } from '../each-leaves-no-tensor.ts'

eachLeavesNoTensor()

const made = () => zeros([2], { device: reference })

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

test('a scope refuses by name what may hide tensors that it would dispose of', () => {
  class Hidden {
    readonly #tensor = made()
    get value(): Tensor {
      return this.#tensor
    }
  }
  const closed = (): (() => Tensor) => {
    const x = made()
    return function forward() {
      return x
    }
  }
  class Row extends Array<number> {
    readonly #tensor = made()
    get value(): Tensor {
      return this.#tensor
    }
  }
  class Table extends Map<string, number> {
    readonly #größe = made()
    get value(): Tensor {
      return this.#größe
    }
  }
  class Failure extends RangeError {
    readonly #tensor = made()
    get value(): Tensor {
      return this.#tensor
    }
  }
  const lazy = () => {
    const x = made()
    return {
      get x(): Tensor {
        return x
      },
    }
  }
  const inherited = () => {
    const x = made()
    return Object.create({ read: () => x })
  }
  const hiding: [unknown: () => unknown, name: string][] = [
    [() => new Row(), 'an object of class Row, which has private fields'],
    [() => new Table(), 'an object of class Table, which has private fields'],
    [() => new Failure(), 'an object of class Failure, which has private fields'],
    [lazy, 'a getter, x,'],
    [inherited, 'a function, read,'],
    [() => new WeakSet([made()]), 'an object of class WeakSet'],
    [() => new (class Far extends WeakMap {})([[made(), 1]]), 'an object of class WeakMap'],
    [() => new WeakRef(made()), 'an object of class WeakRef'],
    [() => new Hidden(), 'an object of class Hidden, which has private fields'],
    [() => ({ deep: [closed()] }), 'a function, forward,'],
    [() => new WeakMap([[made(), 1]]), 'an object of class WeakMap'],
    [() => [Promise.resolve(made())], 'an object of class Promise'],
    [() => [made()].values(), 'an object of class Array Iterator'],
  ]
  for (const [body, name] of hiding)
    expect(() => scope(body)).toThrow(
      new MemoryError(
        `scope: its result has ${name} in it, where tensors of the scope may be that nobody sees; give it [holds], or return the tensors`,
      ),
    )
})

test('where nothing would be disposed of, nothing is refused', () => {
  expect(scope(() => () => 1)()).toBe(1)
  const x = made()
  const result = scope(() => ({ y: keep(made()), read: () => x }))
  expect(result.read()).toBe(x)
  disposeOf([x, result])
})

test('keep and disposeOf refuse what shows no tensor and may hide one', () => {
  const x = made()
  expect(() => keep(() => x)).toThrow('keep: no tensor is to be seen in a function; give it [holds]')
  expect(() => disposeOf(() => x)).toThrow('disposeOf: no tensor is to be seen in a function')
  disposeOf([() => x, x])
  disposeOf(undefined)
})
