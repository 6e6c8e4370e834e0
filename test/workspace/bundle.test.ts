/** What a page loads: how much of it there is, and that what a program does not use is not in it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { root } from './packed.ts'

const MINUTE = 60_000

/** What a page loads before it runs `program`: the entry and what it imports at once, made small. */
async function loaded(program: string): Promise<string> {
  const entry = 'virtual:program'
  const result = await build({
    root: join(root, 'packages/bert'), // from where both packages are found
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? program : undefined),
      },
    ],
    build: { write: false, minify: true, rolldownOptions: { input: entry } },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (output === undefined || !('output' in output)) throw new Error('vite gave no output')
  const chunks = output.output.filter((each) => each.type === 'chunk')
  const found = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const at = chunks.filter((chunk) => chunk.isEntry)
  for (const chunk of at)
    for (const name of chunk.imports) {
      const next = found.get(name)
      if (next && !at.includes(next)) at.push(next)
    }
  return at.map(({ code }) => code).join('\n')
}

/** In kB, as a server sends it. */
const compressed = (code: string): number => gzipSync(code, { level: 9 }).length / 1000

/** A net that is trained: tensors, the tape, an optimizer, and the ops of such a program. */
const training = `
import { add, linear, matmul, mean, relu, scope, softmax, square, sub, sum, tanh, tensor } from '@cloze/tensor'
import { adamW, backward, gradients, linearSchedule, parameter } from '@cloze/autograd'
globalThis.used = [add, linear, matmul, mean, relu, scope, softmax, square, sub, sum, tanh, tensor,
  adamW, backward, gradients, linearSchedule, parameter]
`

test('a program that trains a net on cpu loads at most 45 kB', { timeout: MINUTE }, async () => {
  const code = await loaded(training)
  expect(code.includes('WebAssembly')).toBe(true)
  expect(compressed(code)).toBeLessThan(45)
})

test('all of both packages is as much as the READMEs say', { timeout: MINUTE }, async () => {
  const all = await loaded(`
    import * as tensor from '@cloze/tensor'; import * as autograd from '@cloze/autograd'
    globalThis.used = [tensor, autograd]`)
  for (const name of ['README.md', 'README.zh-CN.md']) {
    const [, said] = /(?:about|约)\s(\d+) kB/.exec(readFileSync(join(root, name), 'utf8')) ?? []
    expect(Math.abs(compressed(all) - Number(said)), name).toBeLessThan(2)
  }
})

test('what is not used is not loaded', { timeout: MINUTE }, async () => {
  const [small, large] = await Promise.all([
    loaded(`import { add, tensor } from '@cloze/tensor'; globalThis.used = [add, tensor]`),
    loaded(`import * as used from '@cloze/tensor'; globalThis.used = used`),
  ])
  // Words of messages and names of ops, which no bundler changes.
  for (const [part, word] of [
    ['the GPU', 'no GPU was found'],
    ['einsum', 'einsum'],
    ['convolutions', 'conv1d'],
    ['pools', 'maxPool'],
    ['draws', 'randomUniform'],
    ['random draws', 'randomNormal'],
    ['norms', 'logSumExp'],
    ['scans', 'cumulativeSum'],
  ] as const) {
    expect([part, large.includes(word), small.includes(word)]).toEqual([part, true, false])
  }
  expect(compressed(small)).toBeLessThan(0.6 * compressed(large))
})
