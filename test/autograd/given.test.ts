/** What the functions of autograd can't take is refused in one line, which says what was given. */
import { join } from 'node:path'
import * as autograd from '@cloze/autograd'
import * as extended from '@cloze/autograd/extend'
import { exp, matmul, type Operand, square, sum, tensor } from '@cloze/tensor'
import { ops } from '@cloze/tensor/extend'
import { describe, expect, test } from 'vitest'
import { swept } from '../swept.ts'
import { declarations, parse, publicNames, root } from '../workspace/public-names.ts'
import { on } from './on-reference.ts'

swept()

type Call = (...given: never[]) => unknown
type Rows = Readonly<Record<string, readonly [call: Call, ...right: (() => unknown)[]]>>

const x = () => tensor([1, 2], on)
const w = () => autograd.parameter(x())
const model = () => ({ w: w() })
const loss = () => sum(square(w()))
const f = () => (v: autograd.Variable) => sum(square(v))
const list = () => [x()]
const rule = () => ({
  name: 'optimizerOf',
  buffers: [],
  begin: () => () => ({ parameter: x(), buffers: {} }),
})
const step: Call = (...given) => Reflect.apply(autograd.sgd(model()).step, undefined, given)
const called = (call: Call, given: readonly unknown[]): unknown => Reflect.apply(call, undefined, given)

/** What functions that take options take before them. */
const withOptions: Rows = {
  backward: [autograd.backward, loss],
  gradients: [autograd.gradients, loss, () => [w()]],
  jacobian: [autograd.jacobian, f, x],
  hessian: [autograd.hessian, f, x],
  vectorJacobianProduct: [autograd.vectorJacobianProduct, f, x, () => tensor(1, on)],
  hessianVectorProduct: [autograd.hessianVectorProduct, f, x, x],
  checkGradients: [autograd.checkGradients, f, list],
  sgd: [autograd.sgd, model],
  adam: [autograd.adam, model],
  adamW: [autograd.adamW, model],
  optimizerOf: [extended.optimizerOf, model, rule],
  linearSchedule: [autograd.linearSchedule],
}

describe('options', () => {
  const functions = new Map(
    Object.entries({ ...autograd, ...extended }).filter(([, each]) => typeof each === 'function'),
  )

  test('are here, those of every function that takes any', () => {
    const taking = publicNames()
      .filter(({ specifier, name }) => specifier.startsWith('@cloze/autograd') && functions.has(name))
      .filter(({ file, declared }) => {
        const { source } = parse(join(root, file))
        const all = declarations(join(root, file)).filter(({ name }) => name === declared)
        return all.some(({ start, end }) => /\b(options|settings)\??: /.test(source.slice(start, end)))
      })
    expect(taking.map(({ name }) => name).toSorted()).toEqual(Object.keys(withOptions).toSorted())
  })

  test.each(Object.entries({ ...withOptions, step: [step, list] satisfies Rows[string] }))(
    'of %s that there are not are errors',
    async (name, [call, ...right]) => {
      const fails = (options: unknown) =>
        expect(async () => called(call, [...right.map((make) => make()), options])).rejects
      const said = name === 'linearSchedule' ? 'schedule linear' : name
      await fails({ misspelt: 1 }).toThrow(
        new RegExp(`${said}: there is no option misspelt; it takes \\w+`, 'i'),
      )
      for (const none of [null, 0.1, [1]])
        await fails(none).toThrow(new RegExp(`${said}: its options are an object, \\{ .* \\}, not `, 'i'))
    },
  )

  test('as other libraries call them are errors', () => {
    expect(() => called(autograd.gradients, [loss(), [w()], { create_graph: true }])).toThrow(
      'gradients: there is no option create_graph; it takes createGraph, retainGraph, allowUnused',
    )
    expect(() => called(autograd.adamW, [model(), { lr: 0.1 }])).toThrow(
      'adamw: there is no option lr; it takes learningRate',
    )
  })
})

/** What every function takes that is no option, and no plain number or name. */
const taking: Rows = {
  ...withOptions,
  checkpoint: [autograd.checkpoint, f],
  clearGradients: [autograd.clearGradients, model],
  clipGradients: [autograd.clipGradients, list],
  customGradient: [autograd.customGradient, f, f],
  defineVjp: [
    (op: never, pull: never) => autograd.defineVjp(op, [], pull),
    () => ({ ...ops.matmul, name: 'mine' }),
    f,
  ],
  formatGraph: [autograd.formatGraph, w],
  globalNorm: [autograd.globalNorm, list],
  loadState: [autograd.loadState, model, () => ({ w: x() })],
  namedParameters: [autograd.namedParameters, model],
  noGrad: [autograd.noGrad, () => () => 1],
  optimizerOf: [(tree: never) => extended.optimizerOf(tree, rule()), model],
  stateOf: [autograd.stateOf, model],
  step: [step, list],
}

describe('what is no argument', () => {
  const wrong: readonly [given: () => unknown, says: string][] = [
    [() => null, 'null'],
    [() => 'x', 'the string "x"'],
    [() => true, 'the boolean true'],
    [() => Promise.resolve(loss()), 'a promise: await it first'],
  ]

  test.each(Object.entries(taking))(
    'is refused by %s, which says what it was',
    async (name, [call, ...right]) => {
      for (const at of right.keys())
        for (const [given, says] of wrong) {
          const all = right.map((make, index) => (index === at ? given() : make()))
          const found = await Promise.resolve()
            .then(() => called(call, all))
            .catch((error: Error) => error)
          expect(found, `${name}, argument ${at}`).toBeInstanceOf(Error)
          expect(String(found)).toMatch(new RegExp(`^\\w+Error: (${name}|sgd): [^\\n]*$`, 'i'))
          expect(String(found)).toContain(`not ${says}`)
        }
    },
  )

  test.each<[string, () => unknown, string]>([
    [
      'a tensor as the loss',
      () => called(autograd.backward, [x()]),
      'backward: the loss should be a variable, made from a parameter, not a tensor of shape [2]',
    ],
    [
      'a tensor as what is wanted',
      () => called(autograd.gradients, [loss(), [x()]]),
      'gradients: variable 0 should be a variable, not a tensor of shape [2]',
    ],
    [
      'an array of numbers as a place',
      () => called(autograd.jacobian, [f(), [1, 2]]),
      'jacobian: input 0 of x should be a tensor or a variable, or a list of them, not the number 1',
    ],
    [
      'a number in a model',
      () => called(autograd.adamW, [[1]]),
      'adamw: 0 of the model should be a parameter, or a record or an array of such, not the number 1',
    ],
    [
      'options where gradients stand',
      () => called(step, [{ learningRate: 0.1 }]),
      'sgd: what a step is given should be a list of gradients, not a value of Object',
    ],
    [
      'an array as a state',
      () => called(autograd.loadState, [model(), [x()]]),
      'loadState: the state should be a record or a map, of a tensor for each name, not an array',
    ],
    [
      'a function that gives a tensor',
      () => called(autograd.jacobian, [() => x(), x()]),
      'jacobian: f(x) should be a variable, made by ops from x, not a tensor of shape [2]',
    ],
    [
      'a forward pass that gives the output alone',
      () => autograd.customGradient(((v: Operand) => exp(v)) as never, () => [1])(w()),
      'should be { output, residuals }, not a tensor of shape [2]',
    ],
    [
      'a VJP that gives no list',
      () => {
        const mine = autograd.customGradient(
          (v: Operand) => ({ output: exp(v), residuals: {} }),
          (g) => g as never,
        )
        autograd.backward(sum(mine(w())))
      },
      'should be a list, one gradient for each operand, not a tensor of shape [2]',
    ],
    [
      'a function of elements as an op',
      () => called(autograd.defineVjp, [matmul, [], f()]),
      'defineVjp: the op should be one that defined or primitive made, not a function',
    ],
  ])('%s', (_, call, says) => {
    expect(call).toThrow(says)
  })
})
