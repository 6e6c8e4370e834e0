import {
  chunk,
  concatenate,
  flip,
  pad,
  repeat,
  roll,
  scope,
  split,
  stack,
  type Tensor,
  tensor,
  tile,
  zeros,
} from '@cloze/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

const matrix = [[1, 2, 3], [4, 5, 6]] // biome-ignore format: a matrix

for (const device of hostDevices)
  describe(device.name, () => {
    /** What comes of the matrix: its shape and its elements. */
    async function of(
      body: (x: Tensor) => Tensor,
      from = tensor(matrix, { device }),
    ): Promise<[unknown, number[]]> {
      const y = scope(() => body(from))
      from.dispose()
      const values = [...(await y.data())]
      const { shape } = y
      y.dispose()
      return [shape, values]
    }

    test('stack puts tensors side by side along a new axis', async () => {
      expect(await of((x) => stack([x, x]))).toEqual([
        [2, 2, 3],
        [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6],
      ])
      expect(await of((x) => stack([x, x], -1))).toEqual([
        [2, 3, 2],
        [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6],
      ])
      expect(await of((x) => stack([x], 0), tensor(7, { device }))).toEqual([[1], [7]])
    })

    test('tile repeats the whole, as NumPy has it', async () => {
      expect(await of((x) => tile(x, [1, 2]))).toEqual([
        [2, 6],
        [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6],
      ])
      expect(await of((x) => tile(x, 2), tensor([1, 2], 'int32'))).toEqual([[4], [1, 2, 1, 2]])
      expect(await of((x) => tile(x, [2, 1]), tensor([1, 2], { device }))).toEqual([
        [2, 2],
        [1, 2, 1, 2],
      ])
      expect(await of((x) => tile(x, [0]))).toEqual([[2, 0], []])
      expect(await of((x) => tile(x, [2, 2, 1]))).toEqual([
        [2, 4, 3],
        [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6],
      ])
    })

    test('repeat repeats each cell', async () => {
      expect(await of((x) => repeat(x, 2, -1))).toEqual([
        [2, 6],
        [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6],
      ])
      expect(await of((x) => repeat(x, 2, 0))).toEqual([
        [4, 3],
        [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6],
      ])
      expect(await of((x) => repeat(x, 0, 0))).toEqual([[0, 3], []])
    })

    test('pad puts a value around, exactly, in whole numbers too', async () => {
      expect(await of((x) => pad(x, [[0, 1], [1, 0]]))).toEqual([[3, 4], [0, 1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0]]) // biome-ignore format: rows
      expect(
        await of((x) =>
          pad(
            x,
            [
              [1, 0],
              [0, 1],
            ],
            { value: -Infinity },
          ),
        ),
      ).toEqual([
        [3, 4],
        [...Array.from({ length: 4 }, () => -Infinity), 1, 2, 3, -Infinity, 4, 5, 6, -Infinity],
      ])
      expect(
        await of((x) => pad(x, [[1, 1]], { value: 7 }), tensor([5], { dtype: 'int32', device })),
      ).toEqual([[3], [7, 5, 7]])
      expect(await of((x) => pad(x, [[2, 0]], { value: 1 }), zeros([0], { device }))).toEqual([[2], [1, 1]])
      expect(await of((x) => pad(x, [], { value: 1 }), tensor(3, { device }))).toEqual([[], [3]])
    })

    test('flip and roll turn axes', async () => {
      expect(await of((x) => flip(x))).toEqual([[2, 3], [6, 5, 4, 3, 2, 1]])
      expect(await of((x) => flip(x, -1))).toEqual([[2, 3], [3, 2, 1, 6, 5, 4]])
      expect(await of((x) => flip(x, [0]))).toEqual([[2, 3], [4, 5, 6, 1, 2, 3]])
      expect(await of((x) => roll(x, 1, 1))).toEqual([[2, 3], [3, 1, 2, 6, 4, 5]])
      expect(await of((x) => roll(x, -4, -1))).toEqual([[2, 3], [2, 3, 1, 5, 6, 4]])
      expect(await of((x) => roll(x, 2, 0))).toEqual([[2, 3], [1, 2, 3, 4, 5, 6]])
      expect(await of((x) => roll(x, 1, 0), zeros([0], { device }))).toEqual([[0], []])
    }) // biome-ignore format: rows

    test.prop([fc.array(fc.nat(3), { minLength: 1, maxLength: 4 })])(
      'what is split and joined again is what it was',
      async (sizes) => {
        const length = sizes.reduce((sum, size) => sum + size, 0)
        const values = Array.from({ length }, (_, i) => i)
        const x = tensor(
          values.map((value) => [value]),
          { shape: [length, 1], device },
        )
        const parts = split(x, sizes)
        expect(parts.map(({ shape }) => shape)).toEqual(sizes.map((size) => [size, 1]))
        expect(await of(() => concatenate(parts), x)).toEqual([[length, 1], values])
        for (const part of parts) part.dispose()
      },
    )
  })

const lengths = (parts: readonly Tensor[]) => parts.map(({ shape }) => shape[0])

test('the last part of a split has what is left; chunks are as PyTorch makes them', () => {
  scope(() => {
    expect(lengths(split(zeros([5]), 2))).toEqual([2, 2, 1])
    expect(lengths(split(zeros([0]), 2))).toEqual([0])
    expect(split(zeros([2, 3]), 1, -1).map(({ shape }) => shape)).toEqual([[2, 1], [2, 1], [2, 1]]) // biome-ignore format: rows
    expect(lengths(chunk(zeros([7]), 3))).toEqual([3, 3, 1])
    expect(lengths(chunk(zeros([4]), 3))).toEqual([2, 2])
    expect(lengths(chunk(zeros([0]), 3))).toEqual([0, 0, 0])
  })
})

test('what does not fit is refused in one line', () => {
  scope(() => {
    const x = zeros([2, 3])
    expect(() => stack([])).toThrow('stack: needs at least one tensor')
    expect(() => stack([x, zeros([3, 2])])).toThrow('stack: shapes differ: [2, 3] and [3, 2]')
    expect(() => stack([x], 3)).toThrow('stack: no axis 3 in 3 axes')
    expect(() => split(x, [1, 2])).toThrow('split: [1, 2] are 3 cells, but axis 0 has 2')
    expect(() => split(x, [3, -1])).toThrow('split: a size must be a whole number from 0, not -1')
    expect(() => split(x, 0)).toThrow('split: the size must be a whole number from 1, not 0')
    expect(() => split(x, 1, 2)).toThrow('split: no axis 2 in 2 axes')
    expect(() => chunk(x, 0)).toThrow('chunk: the count must be a whole number from 1, not 0')
    expect(() => tile(x, [-1])).toThrow('tile: how often must be a whole number from 0, not -1')
    expect(() => repeat(x, 1.5, 0)).toThrow('repeat: the count must be a whole number from 0, not 1.5')
    expect(() => pad(x, [[1, 1]])).toThrow('pad: [2, 3] needs 2 pairs [before, after], not [1, 1]')
    const three: readonly number[][] = [[1, 1], [1, 1, 1]] // biome-ignore format: pairs
    // @ts-expect-error from plain JavaScript
    expect(() => pad(x, three)).toThrow('pad: [2, 3] needs 2 pairs [before, after], not [1, 1], [1, 1, 1]')
    expect(() => pad(x, [[0, -1], [0, 0]])).toThrow('pad: a width must be a whole number from 0, not -1') // biome-ignore format: pairs
    expect(() => pad(tensor([1], 'int32'), [[0, 1]], { value: 0.5 })).toThrow('pad: 0.5 is no int32')
    const options: object = { mode: 'edge' }
    expect(() => pad(x, [], options)).toThrow('pad: there is no option mode; it takes value')
    expect(() => roll(x, 0.5, 0)).toThrow('roll: the shift must be a whole number, not 0.5')
    expect(() => flip(x, 2)).toThrow('flip: no axis 2 in 2 axes')
  })
})
