import * as t from '@cloze/tensor'
import { type Calls, said } from './calls.ts'

/** Reductions, scans and orders. */
export const reductions: Calls = {
  all: (options, x) => t.all(x, options),
  any: (options, x) => t.any(x, options),
  argmax: (options, x) => t.argmax(x, options),
  argmin: (options, x) => t.argmin(x, options),
  argsort: ({ axis, ...options }, x) => t.argsort(x, axis, options),
  cumulativeProduct: ({ axis }, x) => t.cumulativeProduct(x, axis),
  cumulativeSum: ({ axis }, x) => t.cumulativeSum(x, axis),
  logSoftmax: ({ axis }, x) => t.logSoftmax(x, axis),
  logSumExp: (options, x) => t.logSumExp(x, options),
  max: (options, x) => t.max(x, options),
  mean: (options, x) => t.mean(x, options),
  min: (options, x) => t.min(x, options),
  norm: (options, x) => t.norm(x, options),
  prod: (options, x) => t.prod(x, options),
  softmax: ({ axis }, x) => t.softmax(x, axis),
  sort: ({ axis, ...options }, x) => t.sort(x, axis, options),
  standardDeviation: (options, x) => t.standardDeviation(x, options),
  sum: (options, x) => t.sum(x, options),
  sumOfSquares: (_, x) => t.sumOfSquares(x),
  takeAlong: ({ axis }, x, ids) => t.takeAlong(x, ids, axis),
  topK({ k }, x) {
    const { values, indices } = t.topK(x, said(k))
    return [values, indices]
  },
  variance: (options, x) => t.variance(x, options),
}
