/** A device's fused kernel is run in place of the definition, and what it saves goes back through the derivative table. */
import { gradients, parameter } from '@cloze/autograd'
import { type Device, interpret, layerNorm, reference, scope, sum, tanh, tensor } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import type { DeviceBuffer, FusedKernel } from '../../../packages/tensor/src/device/device.ts'
import { swept } from '../../swept.ts'
import { values } from '../on-reference.ts'

swept()

type ReferenceBuffer = typeof reference extends Device<infer S extends DeviceBuffer> ? S : never

const epsilon = 0.05

/** layerNorm in one pass over each row, with its mean and the inverse of its deviation, and how often it ran. */
function withLayerNorm() {
  const ran = { times: 0 }
  const kernel: FusedKernel<ReferenceBuffer> = {
    run([x, weight, bias], _, [y, means, scales]) {
      if (!x || !weight || !bias || !y || !means || !scales) throw new Error('a view is missing')
      ran.times += 1
      const width = weight.buffer.length
      for (let row = 0; row * width < x.buffer.length; row++) {
        const cells = Array.from(x.buffer.values.subarray(row * width, (row + 1) * width))
        const mean = cells.reduce((total, cell) => total + cell, 0) / width
        const square = cells.reduce((total, cell) => total + cell * cell, 0) / width
        const scale = 1 / Math.sqrt(square - mean * mean + epsilon)
        means.buffer.values[row] = mean
        scales.buffer.values[row] = scale
        cells.forEach((cell, i) => {
          y.buffer.values[row * width + i] =
            (cell - mean) * scale * (weight.buffer.values[i] ?? 0) + (bias.buffer.values[i] ?? 0)
        })
      }
    },
  }
  const device: Device<ReferenceBuffer> = { ...reference, fused: new Map([[ops.layerNorm, kernel]]) }
  return { ran, device: device as Device }
}

const close = (found: readonly number[][], wanted: readonly number[][]) => {
  expect(found.map((each) => each.length)).toEqual(wanted.map((each) => each.length))
  found.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(wanted.flat()[i] ?? Number.NaN, 10)
  })
}

const cell = fc.double({ min: -2, max: 2, noNaN: true })
const inputs = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, width]) =>
    fc.tuple(
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: rows, maxLength: rows }),
      fc.array(cell, { minLength: width, maxLength: width }),
      fc.array(cell, { minLength: width, maxLength: width }),
    ),
  )

test.prop([inputs], { numRuns: 40 })(
  'a fused layerNorm is its definition, with all that it saves',
  async (drawn) => {
    const { ran, device } = withLayerNorm()
    const on = (where: Device) => {
      const [x, weight, bias] = drawn
      const given = (each: typeof x | typeof weight) => tensor(each, { device: where })
      return values(...interpret(ops.layerNorm, [given(x), given(weight), given(bias)], { epsilon }))
    }
    close(await on(device), await on(reference))
    expect(ran.times).toBe(1)
  },
)

test.prop([inputs], { numRuns: 40 })('its gradients are those of the definition', async (drawn) => {
  const { ran, device } = withLayerNorm()
  const on = async (where: Device, createGraph: boolean) => {
    const [x, weight, bias] = drawn.map((each) => parameter(tensor(each, { device: where })))
    if (!x || !weight || !bias) throw new Error('three are drawn')
    const loss = scope(() => sum(tanh(layerNorm(x, weight, bias, { epsilon }))))
    const wanted = [x, weight, bias]
    return createGraph
      ? values(...gradients(loss, wanted, { createGraph: true }))
      : values(...gradients(loss, wanted))
  }
  const definition = await on(reference, true)
  close(await on(device, false), definition)
  expect(ran.times).toBe(1)
  close(await on(device, true), definition)
})
