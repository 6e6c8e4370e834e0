/** Smoothed and weighted: values and gradients that PyTorch 2.15 gives, in float64. */
import { gradients, Variable } from '@cloze/autograd'
import { type CrossEntropyOptions, crossEntropy, disposeOf, scope, tensor, zeros } from '@cloze/tensor'
import { describe, expect, test } from 'vitest'
import { eachLeavesNoTensor } from '../../each-leaves-no-tensor.ts'
import { hostDevices } from '../../host-devices.ts'
import { closeTo, read } from './read.ts'

eachLeavesNoTensor()

/** Of four rows, the third of which is ignored. */
const logits = [
  [0.3, -1.2, 2],
  [1, 0.5, -0.7],
  [0.1, 0.2, 0.3],
  [-1, 3, 0],
]
const labels = [2, 0, -100, 1]
const classWeights = [0.5, 2, 1.5]

const cases = [
  {
    name: 'smoothed',
    options: { labelSmoothing: 0.1 },
    weighted: false,
    loss: 0.4397772228965361,
    gradient: [
      ...[0.03866184295001928, -5.263900390648216e-6, -0.03865657904962866],
      ...[-0.12480958479980077, 0.10188647654795849, 0.022923108251842336],
      ...[0, 0, 0],
      ...[-0.005395169262604315, 0.0009687395143908387, 0.004426429748213521],
    ],
  },
  {
    name: 'weighted',
    options: {},
    weighted: true,
    loss: 0.18129073373343457,
    gradient: [
      ...[0.055994573318771695, 0.012494078112060523, -0.06848865143083221],
      ...[-0.05513692763325863, 0.042374095372151095, 0.012762832261107542],
      ...[0, 0, 0],
      ...[0.008573912772760194, -0.03188022406174712, 0.023306311288986945],
    ],
  },
  {
    name: 'weighted and smoothed',
    options: { labelSmoothing: 0.2 },
    weighted: true,
    loss: 0.48998803156605486,
    gradient: [
      ...[0.046416916133910115, -0.02111690140154082, -0.025300014732369272],
      ...[-0.01518257017767818, 0.023165460496201457, -0.00798289031852328],
      ...[0, 0, 0],
      ...[-0.00033101474542381786, 0.0035784575423693987, -0.003247442796945516],
    ],
  },
  {
    name: 'all smoothing',
    options: { labelSmoothing: 1 },
    weighted: false,
    loss: 1.849777222896536,
    gradient: [
      ...[-0.06133815704998071, -0.10000526390039065, 0.16134342095037135],
      ...[0.07519041520019921, 0.001886476547958476, -0.07707689174815766],
      ...[0, 0, 0],
      ...[-0.10539516926260431, 0.2009687395143908, -0.09557357025178648],
    ],
  },
]

describe.each(hostDevices)('on $name', (device) => {
  const given = (options: CrossEntropyOptions, weighted: boolean): CrossEntropyOptions =>
    weighted ? { ...options, classWeights: tensor(classWeights, { device }) } : options
  const ids = (values: readonly number[]) => tensor(values, { dtype: 'int32', device })

  test.each(cases)(
    "a cross-entropy that is $name is PyTorch's",
    async ({ options, weighted, loss, gradient }) => {
      closeTo(
        await read(() => crossEntropy(tensor(logits, { device }), ids(labels), given(options, weighted))),
        loss,
      )
      const found = await read(() => {
        const x = new Variable(tensor(logits, { device }), undefined, true)
        const [dx] = gradients(crossEntropy(x, ids(labels), given(options, weighted)), [x])
        return dx
      })
      closeTo(found, ...gradient)
    },
  )

  test('equal weights and no smoothing are the plain loss', async () => {
    const plain = await read(() => crossEntropy(tensor(logits, { device }), ids(labels)))
    const weighed = await read(() =>
      crossEntropy(tensor(logits, { device }), ids(labels), { classWeights: tensor([2, 2, 2], { device }) }),
    )
    closeTo(weighed, ...plain)
  })

  test('weights may be an array', async () => {
    const loss = (options: () => CrossEntropyOptions) =>
      read(() => crossEntropy(tensor(logits, { device }), ids(labels), options()))
    const smoothed = { labelSmoothing: 0.1 }
    expect(await loss(() => ({ ...smoothed, classWeights }))).toEqual(await loss(() => given(smoothed, true)))
  })

  test('labels may be an array, with weights in an array and smoothing too', async () => {
    for (const options of [{ labelSmoothing: 0.1 }, { classWeights }, { labelSmoothing: 0.1, classWeights }])
      expect(await read(() => crossEntropy(tensor(logits, { device }), labels, options))).toEqual(
        await read(() => crossEntropy(tensor(logits, { device }), ids(labels), options)),
      )
  })

  test('is 0, and has no gradient, where no label counts, and where none weighs anything', async () => {
    for (const [row, weights] of [
      [
        [-100, -100],
        [1, 1],
      ],
      [
        [1, 1],
        [1, 0],
      ],
    ] as const) {
      const found = await read(() => {
        const x = new Variable(tensor([[1, 2], [3, 4]], { device }), undefined, true) // biome-ignore format: two rows
        const loss = crossEntropy(x, ids(row), { classWeights: tensor(weights, { device }) })
        const [dx] = gradients(loss, [x])
        return dx
      })
      expect(found.map(Math.abs)).toEqual([0, 0, 0, 0])
    }
  })

  test('a class that may be ignored is in the range of classes', async () => {
    const one = await read(() =>
      crossEntropy(tensor([[1, 2]], { device }), ids([1]), { labelSmoothing: 0.3 }),
    )
    const both = await read(
      () =>
      crossEntropy(tensor([[1, 2], [3, 4]], { device }), ids([1, 0]), { labelSmoothing: 0.3, ignore: 0 }), // biome-ignore format: two rows
    )
    closeTo(both, ...one)
  })

  test('a class that can not be is no matter where it is not the label', async () => {
    const x = () => tensor([[1, Number.NEGATIVE_INFINITY]], { device })
    const weights = () => tensor([2, 1], { device })
    expect(await read(() => crossEntropy(x(), ids([0]), { classWeights: weights() }))).toEqual([0])
  })
})

test('what does not fit is refused', () => {
  const made = scope(() => [zeros([2, 3]), tensor([0, 1], 'int32')] as const)
  const [x, y] = made
  scope(() => {
    expect(() => crossEntropy(x, y, { classWeights: zeros([2]) })).toThrow(
      'crossEntropy: needs classWeights [3], not [2]',
    )
    expect(() => crossEntropy(x, y, { labelSmoothing: 1.5 })).toThrow(
      new RangeError('crossEntropy: labelSmoothing is 1.5, but must be in 0…1'),
    )
    expect(() => crossEntropy(x, tensor([0, 3], 'int32'), { labelSmoothing: 0.1 })).toThrow(
      'crossEntropy: labels[1] is 3, but must be in 0…2, or -100',
    )
    expect(() => crossEntropy(x, zeros([3]), { labelSmoothing: 0.1 })).toThrow('crossEntropy: needs logits')
    expect(() => crossEntropy(x, y, { smoothing: 0.1 } as CrossEntropyOptions)).toThrow(
      'crossEntropy: there is no option smoothing; it takes ignore, labelSmoothing, classWeights',
    )
  })
  disposeOf(made)
})
