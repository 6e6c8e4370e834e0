import { type Device, einsum, reference, type Shape, scope, type Tensor, tensor, zeros } from '@cloze/tensor'
import { sizeOf } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'

eachLeavesNoTensor()

/** What torch.einsum gives for operands that count 1, 2, 3, … */
const cases: readonly [equation: string, shapes: readonly Shape[], shape: Shape, values: readonly number[]][] = [
  ['ij,jk->ik', [[2, 3], [3, 2]], [2, 2], [22, 28, 49, 64]],
  ['ij,kj->ik', [[2, 3], [2, 3]], [2, 2], [14, 32, 32, 77]],
  ['ji,jk->ik', [[3, 2], [3, 2]], [2, 2], [35, 44, 44, 56]],
  ['ij,jk', [[2, 3], [3, 2]], [2, 2], [22, 28, 49, 64]],
  [' b i j , b j k -> b i k ', [[2, 1, 3], [2, 3, 2]], [2, 1, 2], [22, 28, 139, 154]],
  ['ii', [[3, 3]], [], [15]],
  ['ii->i', [[3, 3]], [3], [1, 5, 9]],
  ['iij->j', [[2, 2, 3]], [3], [11, 13, 15]],
  ['iii->i', [[2, 2, 2]], [2], [1, 8]],
  ['ij->ji', [[2, 3]], [3, 2], [1, 4, 2, 5, 3, 6]],
  ['ij', [[2, 3]], [2, 3], [1, 2, 3, 4, 5, 6]],
  ['ba', [[2, 3]], [3, 2], [1, 4, 2, 5, 3, 6]],
  ['ij->', [[2, 3]], [], [21]],
  ['ij->j', [[2, 3]], [3], [5, 7, 9]],
  ['i,j->ij', [[2], [3]], [2, 3], [1, 2, 3, 2, 4, 6]],
  ['i,i->', [[3], [3]], [], [14]],
  ['i,i->i', [[3], [3]], [3], [1, 4, 9]],
  ['bi,bi->b', [[2, 3], [2, 3]], [2], [14, 77]],
  ['i,j->', [[2], [3]], [], [18]],
  ['bhqd,bhkd->bhqk', [[2, 2, 3, 2], [2, 2, 2, 2]], [2, 2, 3, 2], [5, 11, 11, 25, 17, 39, 83, 113, 105, 143, 127, 173, 257, 311, 295, 357, 333, 403, 527, 605, 581, 667, 635, 729]],
  ['bqhd,bkhd->bhqk', [[1, 3, 2, 2], [1, 2, 2, 2]], [1, 2, 3, 2], [5, 17, 17, 61, 29, 105, 25, 53, 53, 113, 81, 173]],
  ['ij,jk,kl->il', [[2, 3], [3, 2], [2, 2]], [2, 2], [106, 156, 241, 354]],
  ['a,b,ab->', [[2], [3], [2, 3]], [], [78]],
  ['ijk,il,jl->kl', [[2, 3, 2], [2, 2], [3, 2]], [2, 2], [302, 552, 338, 624]],
  ['...ij,...jk->...ik', [[2, 1, 2, 3], [3, 3, 2]], [2, 3, 2, 2], [22, 28, 49, 64, 58, 64, 139, 154, 94, 100, 229, 244, 76, 100, 103, 136, 220, 244, 301, 334, 364, 388, 499, 532]],
  ['...i->...', [[2, 3]], [2], [6, 15]],
  ['...i,i', [[2, 3], [3]], [2], [14, 32]],
  ['...,...', [[2, 3], [3]], [2, 3], [1, 4, 9, 4, 10, 18]],
  ['i...->', [[2, 3]], [], [21]],
  ['ij,jk->ik', [[2, 1], [3, 2]], [2, 2], [9, 12, 18, 24]],
  ['i,i->', [[1], [3]], [], [6]],
  ['b,bc->bc', [[1], [2, 3]], [2, 3], [1, 2, 3, 4, 5, 6]],
  [',ij->ij', [[], [2, 3]], [2, 3], [1, 2, 3, 4, 5, 6]],
  ['ij,jk->ik', [[2, 0], [0, 2]], [2, 2], [0, 0, 0, 0]],
  ['ij->i', [[2, 0]], [2], [0, 0]],
  ['Ab,bA->A', [[2, 3], [3, 2]], [2], [22, 64]],
  ['ij,jk->kji', [[2, 3], [3, 2]], [2, 3, 2], [1, 4, 6, 15, 15, 30, 2, 8, 8, 20, 18, 36]],
] // biome-ignore format: a table

const counting = (shape: Shape, device: Device = reference): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    { shape, device },
  )

async function read(body: () => Tensor): Promise<[Shape, number[]]> {
  const y = scope(body)
  const values = [...(await y.data())]
  y.dispose()
  return [y.shape, values]
}

for (const device of hostDevices)
  describe(device.name, () => {
    test.each(cases)('%s of %j is what PyTorch gives', async (equation, shapes, shape, values) => {
      const found = await read(() => einsum(equation, ...shapes.map((each) => counting(each, device))))
      expect(found).toEqual([shape, values])
    })
  })

const SIZES: Readonly<Record<string, number>> = { a: 2, b: 3, c: 1, d: 2 }
const labels = (maxLength: number) => fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength })

/** An equation whose result names some of what its operands name. */
const equations = fc
  .array(labels(3), { minLength: 1, maxLength: 3 })
  .chain((inputs) => fc.tuple(fc.constant(inputs), fc.shuffledSubarray([...new Set(inputs.flat())])))

/** By its definition: the product at each index of all labels, added to where it belongs. */
function summed(inputs: readonly (readonly string[])[], output: readonly string[]): number[] {
  const all = [...new Set(inputs.flat())]
  const sizes = (own: readonly string[]) => own.map((label) => SIZES[label] ?? 1)
  const sums = new Array<number>(sizeOf(sizes(output))).fill(0)
  const place = (own: readonly string[], index: ReadonlyMap<string, number>) =>
    own.reduce((at, label) => at * (SIZES[label] ?? 1) + (index.get(label) ?? 0), 0)
  for (let cell = 0; cell < sizeOf(sizes(all)); cell++) {
    const index = new Map<string, number>()
    let rest = cell
    for (const label of all) {
      index.set(label, rest % (SIZES[label] ?? 1))
      rest = Math.floor(rest / (SIZES[label] ?? 1))
    }
    const product = inputs.reduce((so, own) => so * (place(own, index) + 1), 1)
    sums[place(output, index)] = (sums[place(output, index)] ?? 0) + product
  }
  return sums
}

test.prop([equations])('any equation gives what its definition gives', async ([inputs, output]) => {
  const equation = `${inputs.map((own) => own.join('')).join(',')}->${output.join('')}`
  const [, values] = await read(() =>
    einsum(equation, ...inputs.map((own) => counting(own.map((label) => SIZES[label] ?? 1)))),
  )
  expect(values).toEqual(summed(inputs, output))
})

test('whole numbers count as floats', async () => {
  expect(await read(() => einsum('i,i->', tensor([1, 2], 'int32'), tensor([3, 4], 'int32')))).toEqual([
    [],
    [11],
  ])
})

test('an equation that cannot be read, or does not fit, is refused in one line', () => {
  scope(() => {
    const x = zeros([2, 3])
    // @ts-expect-error from plain JavaScript
    expect(() => einsum(x)).toThrow(
      "einsum: the equation should be a string, as 'ij,jk->ik', not a value of Tensor",
    )
    expect(() => einsum('i1', x)).toThrow("einsum: 'i1' is not letters, commas, ... and one ->: 'i1'")
    expect(() => einsum('ij->i->j', x)).toThrow("einsum: 'ij->i->j' has more than one ->")
    expect(() => einsum('ij,jk', x)).toThrow("einsum: 'ij,jk' names 2 operands, but 1 are given")
    expect(() => einsum('ij->ii', x)).toThrow("einsum: 'ij->ii' has i in its result, twice or from nowhere")
    expect(() => einsum('ij->k', x)).toThrow("einsum: 'ij->k' has k in its result, twice or from nowhere")
    expect(() => einsum('i', x)).toThrow("einsum: 'i' does not name the 2 axes of [2, 3]")
    expect(() => einsum('...ijk', x)).toThrow("einsum: '...ijk' does not name the 2 axes of [2, 3]")
    expect(() => einsum('ii', x)).toThrow("einsum: i of 'ii' has sizes 2 and 3 in [2, 3]")
    expect(() => einsum('ij,jk->ik', x, x)).toThrow(
      "einsum: j of 'ij,jk->ik' has sizes 3 and 2 in [2, 3], [2, 3]",
    )
  })
})
