import * as t from '@cloze/tensor'
import { type Calls, said } from './calls.ts'

/** Tensors that are made from numbers on a device, and tensors like others. */
export const making = (device: t.Device): Calls => ({
  arange({ numbers, ...options }) {
    const [start, end, step] = said(numbers)
    const settings = { ...options, device }
    return end === undefined ? t.arange(said(start), settings) : t.arange(said(start), end, step, settings)
  },
  eye({ numbers }) {
    const [rows, columns] = said(numbers)
    return t.eye(said(rows), columns, { device })
  },
  full: ({ shape, value }) => t.full(said(shape), said(value), { device }),
  fullLike: ({ value }, x) => t.fullLike(x, said(value)),
  linspace({ numbers }) {
    const [start, end, count] = said(numbers)
    return t.linspace(said(start), said(end), said(count), { device })
  },
  ones: ({ shape, ...options }) => t.ones(said(shape), { ...options, device }),
  onesLike: (_, x) => t.onesLike(x),
  tril: ({ k }, x) => t.tril(x, k),
  triu: ({ k }, x) => t.triu(x, k),
  zeros: ({ shape }) => t.zeros(said(shape), { device }),
  zerosLike: (_, x) => t.zerosLike(x),
})
