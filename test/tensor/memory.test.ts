import {
  disposeOf,
  type Holder,
  holds,
  keep,
  liveTensors,
  MemoryError,
  reference,
  scope,
  square,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@cloze/tensor'
import { born, scopesBegun } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect } from 'vitest'

const device = reference
const made = () => zeros([2], { device })

let before = 0
beforeEach(() => {
  before = liveTensors()
})
afterEach(() => {
  expect(liveTensors()).toBe(before)
})

test('a scope frees what it made and did not return', async () => {
  const x = tensor([1, 2, 3], { device })
  const total = scope(() => sum(square(x)))
  expect(liveTensors()).toBe(before + 2)
  expect(await total.item()).toBe(14)
  disposeOf([x, total])
})

test('what a result holds in arrays, records, maps, sets and holders outlives the scope', () => {
  class Pair {
    readonly parts: Tensor[]
    constructor() {
      this.parts = [made(), made()]
    }
    *[holds]() {
      yield* this.parts
    }
  }
  class Open {
    readonly tensor = made()
    readonly device = device // which nobody disposes of
  }
  const results = [
    () => [made()],
    () => ({ deep: { er: made() } }),
    () => new Map([['x', made()]]),
    () => new Map([[made(), 'x']]),
    () => new Set([made()]),
    () => new Pair(),
    () => new Open(),
    () => Object.assign(new Error('with a tensor'), { tensor: made() }),
    () => new Error('because of a tensor', { cause: made() }),
    () => ({ [Symbol('x')]: made() }),
    () => Object.defineProperty({}, 'x', { value: made(), enumerable: false }),
    () => Object.assign([1, 2], { x: made() }),
    () => Object.assign(new Array(1), { x: made() }), // as many keys as one without a gap
    () => Object.assign(new Float32Array(2), { [Symbol('x')]: made() }),
    () => Object.assign(Object.create(null), { x: made() }),
    () => Object.create({ x: made() }),
    () => new Proxy({ x: made() }, {}),
    () => new Proxy([made()], {}),
    () => ({ floatType: 'float32', x: made() }), // which is no device for that
    () =>
      new (class extends Map {
        x = made()
        override [Symbol.iterator]() {
          return new Map().entries()
        }
      })(),
    () =>
      new (class extends Set {
        x = made()
      })(),
    () =>
      new (class extends Array {
        x = made()
      })(),
    () => {
      const held = made()
      return Object.assign(() => held, { [holds]: () => [held] })
    },
  ]
  for (const result of results) {
    const held = scope<unknown>(() => {
      made()
      return result()
    })
    expect(liveTensors()).toBeGreaterThan(before)
    disposeOf(held)
    expect(liveTensors()).toBe(before)
  }
})

test('where looking into a result throws, the scope frees what it made', () => {
  const thrown = () =>
    scope(() => {
      made()
      return new Proxy([1], {
        get: () => {
          throw new RangeError('on reading')
        },
      })
    })
  expect(thrown).toThrow('on reading')
})

test('a result may have more elements than a call has arguments', () => {
  expect(scope(() => Array.from({ length: 300_000 }, () => 0)).length).toBe(300_000)
})

test('what a scope returns belongs to the scope around it', () => {
  const inner: Tensor[] = []
  scope(() => {
    inner.push(scope(() => made()))
    expect(inner[0]?.disposed).toBe(false)
  })
  expect(inner[0]?.disposed).toBe(true)
})

test('what is kept outlives every scope', () => {
  const kept: Tensor[] = []
  scope(() => {
    scope(() => {
      kept.push(keep(made()))
    })
  })
  expect(kept.map((each) => each.disposed)).toEqual([false])
  disposeOf(kept)
})

test('a scope that throws frees everything that it made', () => {
  const thrown = () =>
    scope(() => {
      made()
      throw new RangeError('halfway')
    })
  expect(thrown).toThrow('halfway')
})

test('a scope rejects an asynchronous function', () => {
  expect(() =>
    scope(async () => {
      made()
    }),
  ).toThrow(MemoryError)
})

test('a scope rejects whatever can be awaited', () => {
  const later = {
    held: [] as Tensor[],
    // biome-ignore lint/suspicious/noThenProperty: this is what is tested
    then: () => {},
  }
  expect(() =>
    scope(() => {
      later.held.push(made())
      return later
    }),
  ).toThrow(MemoryError)
})

test('a disposed tensor says so where it is used', () => {
  const x = made()
  x.dispose()
  x.dispose()
  expect(() => square(x)).toThrow(new MemoryError('a tensor of shape [2] is used after it was disposed of'))
})

test('views share memory, and each lives until it is disposed of', async () => {
  const x = tensor([1, 2], { device })
  const view = x.alias([2, 1])
  x.dispose()
  expect([...(await view.data())]).toEqual([1, 2])
  view.dispose()
})

/** Scopes in scopes: each makes some tensors and returns some of what it has. */
interface Nest {
  readonly makes: number
  readonly returns: number
  readonly inner: readonly Nest[]
}
const { nest } = fc.letrec<{ nest: Nest }>((tie) => ({
  nest: fc.record({
    makes: fc.nat(3),
    returns: fc.nat(4),
    inner: fc.array(tie('nest'), { maxLength: 2, size: '-1' }),
  }),
}))
const open = ({ makes, returns, inner }: Nest): Tensor[] =>
  scope(() => {
    const all = [...Array.from({ length: makes }, made), ...inner.flatMap(open)]
    return all.slice(0, returns)
  })

test.prop([nest])('however scopes are nested, only what the outermost returns is left', (drawn) => {
  const left = open(drawn)
  expect(liveTensors()).toBe(before + left.length)
  disposeOf(left)
})

describe('a holder that says when it was made', () => {
  const asked = { times: 0 }
  const holder = (x: Tensor): Holder => ({
    [born]: scopesBegun(),
    *[holds]() {
      asked.times += 1
      yield x
    },
  })
  beforeEach(() => {
    asked.times = 0
  })

  test('is not looked into by a scope that began later: so an old tape is not', () => {
    const x = made()
    const old = holder(x)
    expect(scope(() => old)).toBe(old)
    expect(asked.times).toBe(0)
    expect(x.disposed).toBe(false)
    x.dispose()
  })

  test('is looked into by one that had begun, and by disposeOf at any age', () => {
    const young = scope(() => holder(made()))
    expect(asked.times).toBe(1)
    expect(liveTensors()).toBe(before + 1)
    scope(() => undefined)
    disposeOf(young)
    expect(asked.times).toBe(2)
    expect(liveTensors()).toBe(before)
  })
})
