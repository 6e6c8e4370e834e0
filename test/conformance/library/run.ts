/** Runs a case on a device, forward and back. */
import { gradients, Variable } from '@cloze/autograd'
import { add, type Device, mul, scope, sum, Tensor } from '@cloze/tensor'
import type { Interpretable } from '@cloze/tensor/extend'
import type { LibraryCase } from '../../fixtures/library.ts'
import { toTensor } from '../plain.ts'
import { type Call, said, type Value } from './calls.ts'

type Read<Found> = (result: Tensor) => Promise<Found>

/** What the call gives. */
export const forward = <Found>(device: Device, call: Call, row: LibraryCase, read: Read<Found>) =>
  reading(read, () => {
    const operands = row.operands.map((each) => toTensor(each, device))
    return [call(row.options, ...operands)].flat().map(tensorOf)
  })

/** The gradients of its results' product with what arrives there, by each operand that has one. */
export const backward = <Found>(device: Device, call: Call, row: LibraryCase, read: Read<Found>) =>
  reading(read, () => {
    const { upstream, gradients: wanted } = said(row.back)
    const operands = row.operands.map((each, place): Value => {
      const value = toTensor(each, device)
      return wanted[place] ? new Variable(value, undefined, true) : value
    })
    const products = [call(row.options, ...operands)].flat().flatMap((y, place) => {
      const arrives = upstream[place]
      return arrives ? [sum<Variable>(mul(variableOf(y), toTensor(arrives, device)))] : []
    })
    const parameters = operands.filter((each) => each instanceof Variable)
    return gradients(
      products.reduce((total, each) => add(total, each)),
      parameters,
    )
  })

async function reading<Found>(read: Read<Found>, body: () => Tensor[]): Promise<Found[]> {
  const results = scope(body)
  const found = await Promise.all(results.map(read))
  for (const each of new Set(results)) each.dispose()
  return found
}

function tensorOf(result: Interpretable): Tensor {
  if (result instanceof Tensor) return result
  throw new TypeError('the function made no tensor of tensors')
}

function variableOf(result: Interpretable): Variable {
  if (result instanceof Variable) return result
  throw new TypeError('the function made no variable of variables')
}
