import { DeviceError, liveTensors, reference, type Tensor, tensor, zeros } from '@cloze/tensor'
import { expect, test } from 'vitest'
import { OutOfMemory } from '../../../packages/tensor/src/errors.ts'

/** `reference` with room for so many elements. */
function limited(room: number): typeof reference {
  let left = room
  return {
    ...reference,
    allocate(length, dtype) {
      if (length > left) throw new OutOfMemory(`reference: out of memory: ${length} asked for`)
      left -= length
      return reference.allocate(length, dtype)
    },
    release: ({ length }) => {
      left += length
    },
  }
}

test('where there is no room, what was forgotten makes some, and what is held stays', async () => {
  const before = liveTensors()
  const device = limited(100)
  const held: Tensor[] = [tensor([1, 2, 3], { device })]
  for (let i = 0; i < 50; i++) zeros([40], { device })
  held.push(zeros([97], { device })) // all that is left
  expect(await Promise.all(held.map((each) => each.toArray()))).toEqual([[1, 2, 3], Array(97).fill(0)])
  for (const each of held) each.dispose()
  expect(liveTensors()).toBe(before)
})

test('where there is still none, the error says for what, and what to do', () => {
  const device = limited(10)
  expect(() => zeros([3, 5], { device })).toThrow(
    new DeviceError(
      'reference: out of memory: 15 asked for; scope frees what is not needed any more: docs/memory.md (a tensor of shape [3, 5], float64)',
    ),
  )
})
