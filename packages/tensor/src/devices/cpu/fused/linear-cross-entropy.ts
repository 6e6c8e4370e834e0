/** The vocabulary's projection and its loss, some rows at a time: their logits are made, used, and forgotten. */
import type { linearCrossEntropyOp } from '../../../ops/linear-cross-entropy.ts'
import { input } from '../../../scalar/scalar.ts'
import { axesOf } from '../../../tensor/shape.ts'
import { block, fillBytes, intPointer, loop, pointer, vectorLoop, when } from '../assembler/control.ts'
import { kernel } from '../assembler/kernel.ts'
import { local } from '../assembler/values/local.ts'
import { f32, i32 } from '../assembler/values/scalars.ts'
import { f32x4, i32x4, splat } from '../assembler/values/vectors.ts'
import { folded } from '../kernels/folded.ts'
import { matrixAt } from '../kernels/gemm.ts'
import type { CpuBuffer } from '../runtime/buffer.ts'
import { lower } from '../runtime/lowering.ts'
import type { CreateFused } from './kernel.ts'
import { powerOf } from './power.ts'
import { sumAlong } from './row-sum.ts'

const log = input(0).log()
const plus = input(0).add(input(1))

/** So many powers are added up by themselves, so that rounding errors stay small. */
const BLOCK = 4096

/**
 * For the rows start ≤ r < end of `width` logits: the loss (0 where the label is `ignore`), the first of the largest
 * logits, and where the logits are, their gradient where that of the row's loss is `share`.
 */
const rowsKernel = () =>
  kernel(
    'crossEntropyRows',
    {
      logits: pointer,
      labels: intPointer,
      losses: pointer,
      predictions: intPointer,
      width: i32,
      ignore: i32,
      share: f32,
      start: i32,
      end: i32,
    },
    ({ logits, labels, losses, predictions, width, ignore, share, start, end }) => {
      const [row, part, label, index] = [local(pointer), local(pointer), local(i32), local(i32)]
      const [chosen, most, sum, total] = [local(f32), local(f32), local(f32), local(f32)]
      const [largest, power, next, unordered] = [local(f32x4), local(f32x4), local(f32x4), local(i32x4)]
      const shift = splat(most)
      const logarithm = lower([log], [splat(total)])

      const findLargest = [
        largest.set(f32x4.constant(Number.NEGATIVE_INFINITY)),
        unordered.set(i32x4.constant(0)),
        vectorLoop(0, width, (c) => [
          next.set(c.lanes === 4 ? row.load(c) : row.loadSplat(c.element)),
          largest.set(largest.pseudoMax(next)), // passes NaN by
          unordered.set(unordered.or(next.notEqual(next))),
        ]),
        most.set(folded('max', largest)),
      ]
      /** NaN is above any number. */
      const findNone = block((found) =>
        loop(0, width, 1, (c) => [index.set(c), found.leaveIf(row.load(c).notEqual(row.load(c)))]),
      )
      const findMost = [
        index.set(i32.constant(0)),
        block((found) =>
          loop(0, width.and(-4), 4, (c) => [
            index.set(c),
            found.leaveIf(f32x4.load(row.at(c)).equal(shift).anyTrue()),
            index.set(c.add(4)),
          ]),
        ),
        block((found) =>
          loop(index, width, 1, (c) => [index.set(c), found.leaveIf(row.load(c).equal(most))]),
        ),
      ]
      const sumPowers = [
        total.set(f32.constant(0)),
        loop(0, width, BLOCK, (from) => [
          part.set(row.at(from)),
          sumAlong([sum], width.sub(from).min(i32.constant(BLOCK)), (c) => {
            const { before, value } = powerOf(part.load(c).sub(shift))
            return { before: [before, power.set(value), part.store(c, power)], terms: [power] }
          }),
          total.set(total.add(sum)),
        ]),
      ]
      return loop(start, end, 1, (r) => [
        row.set(logits.at(r.mul(width))),
        label.set(labels.load(r)),
        findLargest,
        when(unordered.anyTrue(), findNone, findMost),
        predictions.store(r, index),
        when(
          label.equal(ignore),
          [losses.store(r, 0), fillBytes(row, 0, width.shl(2))],
          [
            chosen.set(row.load(label)),
            sumPowers,
            logarithm.before,
            losses.store(r, most.sub(chosen).add(logarithm.values[0].lane(0))),
            total.set(share.div(total)),
            vectorLoop(0, width, (c) => row.store(c, row.load(c).mul(splat(total)))),
            row.store(label, row.load(label).sub(share)),
          ],
        ),
      ])
    },
  )

const floats = (address: number, length: number): CpuBuffer => ({ address, length, dtype: 'float32' })

/** What the logits of the rows that are held at a time may take. */
const MOST_BYTES = 48 * 2 ** 20

export const linearCrossEntropy: CreateFused<typeof linearCrossEntropyOp> =
  ({ runtime, multiply, reduce, elementwise }) =>
  ([x, weight, bias, labels], { ignore }, [loss, predictions, dx, dWeight, dBias]) => {
    const { heap } = runtime
    const [classes, size] = axesOf(weight.shape, 2)
    const count = labels.buffer.length
    const known = heap.integers.subarray(labels.buffer.address / 4, labels.buffer.address / 4 + count)
    const counted = known.reduce((total, label) => total + (label === ignore ? 0 : 1), 0)
    const share = 1 / Math.max(counted, 1)

    /** Rows first … first + rows − 1, in chunks of alike size. */
    const chunk = (first: number, rows: number, logits: number, losses: number): void => {
      const own = matrixAt(x.buffer.address + 4 * first * size, size)
      const whole = { address: logits, bias: bias.buffer.address }
      multiply(own, matrixAt(weight.buffer.address, size, true), whole, [rows, classes, size])
      const [label, prediction] = [labels.buffer.address + 4 * first, predictions.buffer.address + 4 * first]
      runtime.share({
        run: runtime.kernel('crossEntropyRows', rowsKernel),
        values: [logits, label, losses + 4 * first, prediction, classes, ignore, share, 0, rows],
        range: 7,
        total: rows,
        grain: 1,
        cost: 16 * rows * classes,
      })
      const add = first > 0
      const dLogits = matrixAt(logits, classes)
      const turned = matrixAt(logits, classes, true)
      multiply(
        dLogits,
        matrixAt(weight.buffer.address, size),
        { address: dx.buffer.address + 4 * first * size },
        [rows, size, classes],
      )
      multiply(turned, own, { address: dWeight.buffer.address, add }, [classes, size, rows])
      const gradients = { buffer: floats(logits, rows * classes), shape: [rows, classes] }
      if (!add) {
        reduce('sum', gradients, [0], dBias.buffer)
        return
      }
      runtime.scratch(4 * classes, (address) => {
        const own = { buffer: floats(address, classes), shape: [classes] }
        reduce('sum', gradients, [0], own.buffer)
        elementwise([plus], [dBias, own], [dBias.buffer], [classes])
      })
    }

    const chunks = Math.max(1, Math.ceil((4 * classes * count) / MOST_BYTES))
    const most = Math.ceil(count / chunks)
    runtime.scratch(4 * (most * classes + count), (logits) => {
      const losses = logits + 4 * most * classes
      for (let first = 0; first < count || first === 0; first += Math.max(most, 1))
        chunk(first, Math.min(most, count - first), logits, losses)
      const total = heap.floats.subarray(losses / 4, losses / 4 + count).reduce((sum, each) => sum + each, 0)
      heap.floats[loss.buffer.address / 4] = total * share
    })
  }
