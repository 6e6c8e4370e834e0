import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { WebAssembly } from '../../../../../packages/tensor/src/devices/cpu/assembler/code/webassembly.ts'
import {
  loop,
  pointer,
  vectorLoop,
  when,
} from '../../../../../packages/tensor/src/devices/cpu/assembler/control.ts'
import { compile, kernel } from '../../../../../packages/tensor/src/devices/cpu/assembler/kernel.ts'
import { local } from '../../../../../packages/tensor/src/devices/cpu/assembler/values/local.ts'
import { f32, i32 } from '../../../../../packages/tensor/src/devices/cpu/assembler/values/scalars.ts'
import { Statement } from '../../../../../packages/tensor/src/devices/cpu/assembler/values/value.ts'
import { f32x4, splat } from '../../../../../packages/tensor/src/devices/cpu/assembler/values/vectors.ts'

const memory = new WebAssembly.Memory({ initial: 1 })
const floats = new Float32Array(memory.buffer)
const integers = new Int32Array(memory.buffer)

describe('a kernel', () => {
  const axpy = compile(
    kernel('axpy', { a: f32, x: pointer, y: pointer, start: i32, end: i32 }, ({ a, x, y, start, end }) => [
      vectorLoop(start, end, (i) => y.store(i, y.load(i).add(x.load(i).mul(splat(a))))),
    ]),
    memory,
  )

  test.prop([fc.nat(40), fc.nat(40)])(
    'computes what its generator says, and touches nothing outside its range',
    (start, end) => {
      floats.subarray(0, 64).forEach((_, i, all) => {
        all[i] = i
      })
      floats.fill(1, 64, 128)
      axpy(2, 0, 256, start, end)
      for (let i = 0; i < 64; i++) expect(floats[64 + i]).toBe(i >= start && i < end ? 1 + 2 * i : 1)
    },
  )

  test.prop([
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: 1, max: 7 }),
  ])('loops as a for statement does', (start, end, step) => {
    const sum = compile(
      kernel('sum', { target: i32, start: i32, end: i32 }, ({ target, start, end }) => {
        const total = local(i32)
        return [
          loop(start, end, step, (i) =>
            when(i.equal(3), total.set(total.add(1000)), total.set(total.add(i))),
          ),
          i32.store(target, total),
        ]
      }),
      memory,
    )
    sum(0, start, end)
    let right = 0
    for (let i = start; i < end; i += step) right += i === 3 ? 1000 : i
    expect(integers[0]).toBe(right)
  })

  test('that is not valid is refused by name', () => {
    const broken = new Statement((out) => out.byte(0x6a)) // an addition of nothing
    expect(() => kernel('broken', { x: i32 }, () => broken)).toThrow(
      'the kernel broken is not valid WebAssembly',
    )
  })

  test('shuffles lanes of two vectors', () => {
    floats.set([0, 1, 2, 3, 4, 5, 6, 7], 0)
    compile(
      kernel('shuffle', { x: i32 }, ({ x }) =>
        f32x4.store(x, f32x4.load(x).shuffle(f32x4.load(x, 16), [0, 4, 1, 7])),
      ),
      memory,
    )(0)
    expect([...floats.subarray(0, 4)]).toEqual([0, 4, 1, 7])
  })
})
