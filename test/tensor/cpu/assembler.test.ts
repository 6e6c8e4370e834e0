import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { Bytes } from '../../../packages/tensor/src/devices/cpu/assembler/code.ts'
import {
  assemble,
  block,
  call,
  callFor,
  f32,
  f32x4,
  fillBytes,
  I32,
  i32,
  i32x4,
  instantiate,
  intPointer,
  kernel,
  leave,
  local,
  loop,
  pointer,
  splat,
  vectorLoop,
  WebAssembly,
  when,
} from '../../../packages/tensor/src/devices/cpu/assembler/index.ts'

const memory = new WebAssembly.Memory({ initial: 1 })
const floats = new Float32Array(memory.buffer)
const integers = new Int32Array(memory.buffer)

describe('LEB128', () => {
  test('the examples of the format', () => {
    expect(new Bytes().unsigned(624485).bytes).toEqual([0xe5, 0x8e, 0x26])
    expect(new Bytes().signed(-123456).bytes).toEqual([0xc0, 0xbb, 0x78])
    expect(new Bytes().signed(64).bytes).toEqual([0xc0, 0x00])
    expect(new Bytes().signed(-64).bytes).toEqual([0x40])
    expect(new Bytes().unsigned(2 ** 32 - 1).bytes).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f])
  })

  test.prop([fc.array(fc.integer(), { minLength: 1, maxLength: 8 })])(
    'a constant comes back from the function that returns it',
    (values) => {
      const kernels = values.map((value, i) =>
        kernel(`constant${i}`, {}, () => leave(i32.constant(value)), { returns: i32 }),
      )
      const exports = instantiate(memory, kernels)
      expect(values.map((_, i) => exports[`constant${i}`]?.())).toEqual(values)
    },
  )
})

describe('loops', () => {
  const axpy = kernel(
    'axpy',
    { a: f32, x: pointer, y: pointer, start: i32, end: i32 },
    ({ a, x, y, start, end }) => [
      vectorLoop(start, end, (i) => y.store(i, y.load(i).add(x.load(i).mul(splat(a))))),
    ],
  )
  const run = instantiate(memory, [axpy])

  test.prop([fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), fc.float({ noNaN: true })])(
    'a vector loop touches its range and nothing else',
    (start, end, a) => {
      const x = Float32Array.from({ length: 40 }, (_, i) => Math.fround(Math.sin(i)))
      floats.set(x, 0)
      floats.fill(1, 100, 140)
      run.axpy(a, 0, 400, start, end)
      const expected = Array.from(x, (value, i) =>
        i >= start && i < end ? Math.fround(1 + Math.fround(value * Math.fround(a))) : 1,
      )
      expect([...floats.subarray(100, 140)]).toEqual(expected)
    },
  )

  const odd = kernel(
    'sumOfOdd',
    { end: i32, most: i32 },
    ({ end, most }) => {
      const total = local(i32)
      return [
        loop(0, end, 1, (i, exit) => [
          exit.leaveIf(total.greater(most)),
          when(i.and(1), total.set(total.add(i)), [total.set(total.sub(0))]),
        ]),
        leave(total),
      ]
    },
    { returns: i32 },
  )
  const first = kernel(
    'first',
    { x: intPointer, length: i32, wanted: i32 },
    ({ x, length, wanted }) => {
      const at = local(i32)
      return [
        at.set(i32.constant(-1)),
        block((found) =>
          loop(0, length, 1, (i) => [when(x.load(i).equal(wanted), [at.set(i), found.leave()])]),
        ),
        leave(at),
      ]
    },
    { returns: i32 },
  )
  const loops = instantiate(memory, [odd, first])

  test('loops count, branch and end early', () => {
    expect(loops.sumOfOdd(10, 1000)).toBe(25)
    expect(loops.sumOfOdd(10, 8)).toBe(9)
    expect(loops.sumOfOdd(-3, 8)).toBe(0)
    integers.set([5, 6, 7, 6], 0)
    expect(loops.first(0, 4, 6)).toBe(1)
    expect(loops.first(0, 4, 8)).toBe(-1)
  })
})

describe('values', () => {
  test('four lanes are shuffled, compared, selected and stored one by one', () => {
    const run = instantiate(memory, [
      kernel('lanes', { p: pointer }, ({ p }) => {
        const v = local(f32x4)
        return [
          v.set(f32x4.load(p)),
          f32x4.store(p, v.shuffle(v.mul(10), [3, 2, 4, 5]), 16),
          f32x4.store(p, v.less(3).select(v, 0), 32),
          fillBytes(p.add(48), 0, 16),
          f32x4.storeLane(p, v, 2, 52),
          i32x4.store(
            p,
            v
              .truncate()
              .shl(2)
              .add(i32x4.lanes(1, 2, 3, 4)),
            64,
          ),
          f32.store(p, v.lane(1).add(v.withLane(1, 9).lane(1)), 80),
        ]
      }),
    ])
    floats.set([1, 2, 3, 4], 0)
    run.lanes(0)
    expect([...floats.subarray(4, 16)]).toEqual([4, 3, 10, 20, 1, 2, 0, 0, 0, 3, 0, 0])
    expect([...integers.subarray(16, 20)]).toEqual([5, 10, 15, 20])
    expect(floats[20]).toBe(11)
  })

  test('kernels call kernels that the module does not list', () => {
    const twice = kernel('twice', { x: f32 }, ({ x }) => leave(x.mul(2)), { returns: f32 })
    const put = kernel('put', { p: pointer, x: f32 }, ({ p, x }) => p.store(1, x))
    const run = instantiate(memory, [
      kernel('quadruple', { p: pointer, x: f32 }, ({ p, x }) => [
        call(put, p, callFor(f32, twice, callFor(f32, twice, x))),
      ]),
    ])
    run.quadruple(0, 1.5)
    expect(floats[1]).toBe(6)
    expect(Object.keys(run)).toEqual(['quadruple'])
  })
})

describe('errors', () => {
  test('a module that is not valid names the kernel at fault', () => {
    const good = kernel('good', { p: pointer }, ({ p }) => p.store(0, 1))
    const wrong = kernel('wrong', { p: pointer, x: f32 }, ({ p, x }) => i32.store(p, new I32(x.emit)))
    expect(() => assemble([good, wrong])).toThrow(/^kernel wrong: the module is not valid: .*type/)
  })

  test('a branch out of a block that does not enclose it is refused', () => {
    let leaked: Parameters<Parameters<typeof block>[0]>[0] | undefined
    const inner = block((exit) => {
      leaked = exit
      return []
    })
    expect(() => assemble([kernel('astray', {}, () => [inner, leaked?.leave() ?? []])])).toThrow(
      'kernel astray: a branch to a label that does not enclose it',
    )
  })

  test('a lane that does not exist is refused', () => {
    const beyond = kernel('beyond', { p: pointer }, ({ p }) => p.store(0, p.loadSplat(0).lane(4)))
    expect(() => assemble([beyond])).toThrow('kernel beyond: no lane 4: 0 to 3')
  })
})
