import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { compileFloat32, compileFloat64 } from '../../../packages/tensor/src/scalar/evaluate.ts'
import { topological } from '../../../packages/tensor/src/scalar/graph.ts'
import { apply, input, type TranscendentalName } from '../../../packages/tensor/src/scalar/scalar.ts'
import { expand, transcendental } from '../../../packages/tensor/src/scalar/transcendental.ts'

const { fround } = Math
const x = input(0)
const y = input(1)
type Name = Exclude<TranscendentalName, 'pow' | 'remainder' | 'flow'>

/** What a sweep over all 2³² numbers measured, and a little for a machine whose `Math` rounds otherwise. */
const bounds: { readonly [F in Name]: number } = {
  exp: 1.03,
  expm1: 1.74,
  log: 0.85,
  log1p: 1.45,
  tanh: 1.34,
  erf: 1.78,
  exp2: 0.84,
  log2: 0.51,
  log10: 0.51,
  sin: 1.77,
  cos: 1.77,
  atan: 1.85,
}

const names = Object.keys(bounds) as Name[]

const words = new Uint32Array(1)
const floats = new Float32Array(words.buffer)

function float32Of(word: number): number {
  words[0] = word
  return floats[0] ?? 0
}

/** The distance between float32 numbers of the size of `exact`; that of the denormal numbers below 2⁻¹²⁶. */
function ulp(exact: number): number {
  const size = Math.min(Math.max(Math.abs(exact), 2 ** -126), 2 ** 127)
  let exponent = Math.floor(Math.log2(size))
  if (2 ** exponent > size) exponent -= 1 // log2 may round up to a whole number
  return 2 ** (exponent - 23)
}

/** In ulp; 0 where both are NaN, and ∞ where one is or where a zero has the wrong sign. */
function error(actual: number, exact: number): number {
  const nearest = fround(exact)
  const same = Object.is(actual, nearest)
  if (same && !Number.isFinite(nearest)) return 0
  if (!same && actual === 0 && nearest === 0) return Infinity
  // Beyond the largest number, the next one counts as 2¹²⁸.
  const finite = (value: number) => (Math.abs(value) === Infinity ? Math.sign(value) * 2 ** 128 : value)
  const distance = Math.abs(finite(actual) - finite(exact)) / ulp(exact)
  return Number.isNaN(distance) ? Infinity : distance
}

/** Each power of two of either sign, with some numbers on both sides and some between, and every neighbour of ±0. */
function* structured(): Generator<number> {
  for (let word = 0; word < 2 ** 32; word += 2 ** 18)
    for (const offset of [-2, -1, 0, 1, 2, 77_777, 200_001]) yield float32Of((word + offset) >>> 0)
}

function* around(centre: number, count: number): Generator<number> {
  words[0] = 0
  floats[0] = centre
  const middle = words[0]
  for (let offset = -count; offset <= count; offset++) yield float32Of((middle + offset) >>> 0)
}

/** Where results become 0, denormal or infinite, where a body changes its form, and where it loses the most. */
const edges: { readonly [F in Name]: readonly number[] } = {
  exp: [88.722839, -87.336548, -103.972084, -104, 89, 0.34657359, -0.34657359, -5.8464513, 1, -1],
  expm1: [88.722839, -18, -17.328679, 0.34657359, -0.34657359, 0.38842574, Math.LN2, 2 ** -24, 1e-38],
  log: [1, 1.4133185, Math.SQRT2, Math.SQRT1_2, 2 ** -126, 2, 0.5, 3.4028235e38],
  log1p: [-1, -0.5, 2 ** -24, -(2 ** -24), -8.9406967e-8, 1, 0.41421356, -0.29289322, 3.4028235e38],
  tanh: [0.625, -0.625, 0.63104421, 9.0109133, -9.0109133, 2 ** -12, 44.4],
  erf: [0.94, -0.94, 0.98887557, 3.8325067, 4, -4, 2 ** -12, 1e-38],
  exp2: [128, -126, -149, -150, -152, 0.5, -0.5, 1, 2 ** -24],
  log2: [1, Math.SQRT2, Math.SQRT1_2, 2 ** -126, 2, 0.5, 3.4028235e38],
  log10: [1, 10, 0.1, Math.SQRT2, Math.SQRT1_2, 2 ** -126, 3.4028235e38],
  sin: [Math.PI / 4, Math.PI / 2, Math.PI, 2 * Math.PI, 2 ** -12, 1e30, 1.6367e38, 16_367_173 * 2 ** 72],
  cos: [Math.PI / 4, Math.PI / 2, Math.PI, 2 * Math.PI, 2 ** -12, 1e30, 1.6367e38, 16_367_173 * 2 ** 72],
  atan: [1, -1, 0.41421356, 2.4142135, 2 ** -12, 1e30, 1e-38],
}

describe.each(names)('%s', (name) => {
  const float32 = compileFloat32(apply(name, x))
  const float64 = compileFloat64(apply(name, x))
  const errorAt = (at: number) => error(float32([at]), float64([at]))
  const worst = (points: Iterable<number>) => {
    let largest = { error: 0, at: 0 }
    for (const at of points) {
      const here = errorAt(at)
      if (here > largest.error) largest = { error: here, at }
    }
    return largest
  }
  const bound = bounds[name]
  const within = { error: expect.toSatisfy((value: number) => value <= bound) }

  test('its float32 body is made of primitives alone', () => {
    const kinds = topological(expand(apply(name, x))).map(({ node }) => node.kind)
    expect(kinds).not.toContain('function')
  })

  test('its error stays in bounds at every exponent and around every edge', () => {
    expect(worst(structured())).toMatchObject(within)
    for (const edge of edges[name]) expect(worst(around(edge, 2000))).toMatchObject(within)
  })

  test('its error stays in bounds on a comb over the numbers that count', () => {
    const step = 2 ** -13
    const comb = function* () {
      for (let at = -20 + step / 3; at < 20; at += step) yield fround(at)
    }
    expect(worst(comb())).toMatchObject(within)
  })

  test.prop([fc.float({ noNaN: true })], { numRuns: 20_000 })('its error stays in bounds', (at) => {
    expect(errorAt(at)).toBeLessThanOrEqual(bound)
  })

  test.prop([fc.double({ min: -100, max: 100, noNaN: true })], { numRuns: 20_000 })(
    'its error stays in bounds where it is neither 0 nor infinite',
    (at) => {
      expect(errorAt(fround(at))).toBeLessThanOrEqual(bound)
    },
  )

  test('it keeps the sign of 0, infinities and NaN', () => {
    for (const at of [0, -0, Infinity, -Infinity, Number.NaN])
      expect(float32([at]), String(at)).toBe(fround(float64([at])))
  })
})

for (const name of ['tanh', 'erf'] as const)
  test(`${name} is odd and never beyond ±1`, () => {
    const float32 = compileFloat32(apply(name, x))
    const points = [...structured()].filter((at) => !Number.isNaN(at))
    expect(points.filter((at) => Math.abs(float32([at])) > 1)).toEqual([])
    expect(points.filter((at) => float32([-at]) !== -float32([at]))).toEqual([])
  })

test('the exact erf has the values of the tables', () => {
  // Abramowitz & Stegun 1964, table 7.1, to 15 digits and more
  const table = [
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.5, 0.966105146475311],
    [2, 0.9953222650189527],
    [2.5, 0.9995930479825551],
    [3, 0.9999779095030014],
  ] as const
  for (const [at, value] of table) {
    expect(Math.abs(transcendental.erf.exact(at, 0) - value)).toBeLessThan(1e-15)
    expect(Math.abs(transcendental.erf.exact(-at, 0) + value)).toBeLessThan(1e-15)
  }
})

describe('pow', () => {
  const power = compileFloat32(x.pow(y))
  const exact = compileFloat64(x.pow(y))
  const positive = fc.float({ min: 0, noNaN: true, minExcluded: true, noDefaultInfinity: true })

  test.prop([positive, fc.float({ min: -9, max: 9, noNaN: true })], { numRuns: 20_000 })(
    'its error is at most one unit in the last place',
    (base, exponent) => {
      expect(error(power([base, exponent]), exact([base, exponent]))).toBeLessThanOrEqual(1)
    },
  )

  test.prop([fc.float({ min: 0.5, max: 2, noNaN: true }), fc.float({ min: -126, max: 126, noNaN: true })], {
    numRuns: 20_000,
  })('its error is as small where little is raised to much', (base, exponent) => {
    expect(error(power([base, exponent]), exact([base, exponent]))).toBeLessThanOrEqual(1)
  })

  test('whole powers of whole numbers are exact wherever float32 has them', () => {
    const wrong: string[] = []
    for (let base = -300; base <= 300; base++)
      for (let exponent = -3; exponent <= 24; exponent++) {
        const right = base ** exponent
        if (fround(right) === right && !Object.is(power([base, exponent]), right))
          wrong.push(`${base}^${exponent}`)
      }
    expect(wrong).toEqual([])
  })

  test('what is no number, infinite or zero is as IEEE 754 has it', () => {
    const all = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, Infinity, -Infinity, Number.NaN, fround(1e-40)]
    for (const base of all)
      for (const exponent of all)
        expect(error(power([base, exponent]), exact([base, exponent])), `${base}^${exponent}`).toBeLessThan(2)
    // torch.pow of PyTorch 2.15
    for (const compiled of [power, exact]) {
      expect([0, Number.NaN, -0].map((base) => compiled([base, 0]))).toEqual([1, 1, 1])
      expect([1, -1, -2, 0.5].map((base) => compiled([base, Infinity]))).toEqual([1, 1, Infinity, 0])
      expect([1, -2, 4].map((base) => compiled([base, 0.5]))).toEqual([1, Number.NaN, 2])
      expect([-0, 0, -0].map((base, i) => compiled([base, i - 3]))).toEqual([-Infinity, Infinity, -Infinity])
      expect(compiled([1, Number.NaN])).toBe(1)
    }
  })
})

describe('remainder', () => {
  const remainder = compileFloat32(x.remainder(y))
  const exact = compileFloat64(x.remainder(y))
  const float = fc.float({ noNaN: true, noDefaultInfinity: true })

  test.prop(
    [fc.float({ min: -1000, max: 1000, noNaN: true }), fc.float({ min: 2 ** -10, max: 9 }), fc.boolean()],
    {
      numRuns: 20_000,
    },
  )('it is that of exact arithmetic, rounded', (a, b, isNegative) => {
    const divisor = isNegative ? -b : b
    expect(remainder([a, divisor])).toBe(fround(exact([a, divisor])))
  })

  test.prop([float, float])('it lies between 0 and the divisor', (a, b) => {
    fc.pre(b !== 0)
    const found = remainder([a, b])
    expect(Math.abs(found)).toBeLessThanOrEqual(Math.abs(b))
    expect(found * Math.sign(b)).toBeGreaterThanOrEqual(0)
  })

  test('infinities, zeros and NaN are as in PyTorch', () => {
    for (const compiled of [remainder, exact]) {
      const all = (pairs: readonly (readonly [number, number])[]) => pairs.map((pair) => compiled(pair))
      expect(all([[5, 3], [-5, 3], [5, -3], [-5, -3]])).toEqual([2, 1, -1, -2]) // biome-ignore format: a table
      expect(all([[-1, Infinity], [1, Infinity], [-0, 1], [6, -3]])).toEqual([Infinity, 1, -0, 0]) // biome-ignore format: a table
      expect(all([[1, 0], [0, 0], [Infinity, 1], [Number.NaN, 1], [1, Number.NaN]])).toEqual(Array(5).fill(Number.NaN)) // biome-ignore format: a table
    }
  })
})

test('powers of ten have whole logarithms, and whole numbers exact powers of two', () => {
  const [log10, log2, exp2] = [x.log10(), x.log2(), x.exp2()].map(compileFloat32)
  for (let n = 0; n <= 10; n++) expect(log10?.([10 ** n])).toBe(n)
  for (let n = -149; n <= 127; n++) {
    expect(log2?.([2 ** n])).toBe(n)
    expect(exp2?.([n])).toBe(2 ** n)
  }
})
