/** What `elementwise` says of a body that is not what it should be, as it may be from plain JavaScript. */
import { add, elementwise, reference, Scalar, scalar, tensor } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { swept } from '../../swept.ts'

swept()

/** A body without types: of two arguments, as the text says. */
const untyped = (text: string): ((x: Scalar, y: Scalar) => Scalar) => {
  const make: unknown = new Function('scalar', `return (x, y) => ${text}`)
  return (make as (constant: typeof scalar) => (x: Scalar, y: Scalar) => Scalar)(scalar)
}

describe('a body of elementwise', () => {
  const operator = 'elementwise: write x.mul(2) and x.max(0), no operator as x * 2, nor Math.max(x, 0)'
  const unused =
    "elementwise: mine makes a comparison and doesn't use it: write x.less(0).select(yes, no), not x.less(0) ? yes : no"
  test.each([
    ['x * 2', operator],
    ['x + y', operator],
    ['-x', operator],
    ['x > 0 ? x : y', operator],
    ['Math.max(x, 0)', operator],
    ["x + 'text'", operator],
    ['3', 'elementwise: mine gives 3: write scalar(3)'],
    ['undefined', 'elementwise: mine gives undefined, not a scalar'],
    ['null', 'elementwise: mine gives null, not a scalar'],
    ['({})', 'elementwise: mine gives object, not a scalar'],
    ['!x.less(0)', 'elementwise: mine gives boolean, not a scalar'],
    ['x.greater(0) ? x : y', unused],
    ['x.less(0) && y', unused],
    ['x.lessEqual(y) ? x.mul(2) : y', unused],
    ['x.notEqual(y) ? x : y', unused],
    ['x.mul()', "elementwise: a scalar's method takes numbers and scalars, not undefined"],
    ["x.mul('2')", "elementwise: a scalar's method takes numbers and scalars, not string"],
    ['x.select(null, y)', "elementwise: a scalar's method takes numbers and scalars, not null"],
    ['x.max([1])', "elementwise: a scalar's method takes numbers and scalars, not object"],
  ])('that is %s is an error that says what to write', (text, message) => {
    expect(() => elementwise('mine', untyped(text))).toThrow(new TypeError(message))
    const derivative = untyped(text)
    expect(() => elementwise('mine', (x: Scalar) => x, { derivative })).toThrow(new TypeError(message))
  })

  test('may take NaN as a constant, and compare where it uses what comes of it', async () => {
    const positive = elementwise('positive', (x: Scalar) => x.greater(0).select(x, Number.NaN))
    expect(Array.from(await positive(tensor([1, -1], { device: reference })).data())).toEqual([1, Number.NaN])
  })

  test('that fails leaves the next one to itself', () => {
    expect(() => elementwise('mine', untyped('x.less(y) * 2'))).toThrow(operator)
    expect(() => elementwise('mine', (x: Scalar) => x.add(1))).not.toThrow()
    expect(scalar(1).less(2)).toBeInstanceOf(Scalar)
  })

  test('may be a constant, or an argument itself', async () => {
    const x = tensor([1, 2], { device: reference })
    const seven = elementwise('seven', (_: Scalar) => scalar(7))
    const same = elementwise('same', (each: Scalar) => each)
    expect(Array.from(await add(seven(x), same(x)).data())).toEqual([8, 9])
  })
})
