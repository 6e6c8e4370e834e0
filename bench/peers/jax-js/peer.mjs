/** Square products, or calls, by jax-js on WebAssembly: reads a task from the command line, prints one JSON line. */
import { resolveObjectURL } from 'node:buffer'
import { createRequire } from 'node:module'
import { Worker as Thread } from 'node:worker_threads'

const { sizes = [], calls = [], together, threads, rounds, least } = JSON.parse(process.argv[2])

/** It shares its work among a page's workers; Node has none by that name. */
const prelude = `
const { parentPort } = require('node:worker_threads')
globalThis.self = globalThis
globalThis.postMessage = (message) => parentPort.postMessage(message)
parentPort.on('message', (data) => self.onmessage({ data }))
`
if (threads > 1)
  globalThis.Worker = class {
    #thread
    constructor(url) {
      this.#thread = resolveObjectURL(url)
        .text()
        .then((text) => {
          const thread = new Thread(prelude + text, { eval: true })
          thread.unref()
          thread.on('message', (data) => this.onmessage({ data }))
          thread.on('error', (error) => this.onerror({ message: String(error) }))
          return thread
        })
    }
    postMessage(message) {
      this.#thread.then((thread) => thread.postMessage(message))
    }
  }
Object.defineProperty(globalThis, 'navigator', {
  value: { hardwareConcurrency: threads },
  configurable: true,
})

const { defaultDevice, init, jit, nn, numpy, random } = await import('@jax-js/jax')
await init('wasm')
defaultDevice('wasm')
const product = jit((a, b) => numpy.matmul(a, b))

const milliseconds = {}
for (const size of sizes) {
  const a = random.uniform(random.key(1), [size, size])
  const b = random.uniform(random.key(2), [size, size])
  await a.ref.blockUntilReady()
  await b.ref.blockUntilReady()
  milliseconds[size] = []
  const began = performance.now()
  while (milliseconds[size].length < rounds || performance.now() - began < least) {
    const start = performance.now()
    const c = product(a.ref, b.ref)
    await c.ref.blockUntilReady()
    milliseconds[size].push(performance.now() - start)
    c.dispose()
  }
}
// An op of its own, not traced, as a program that is not compiled calls it.
const ops = {
  add: (x, y) => numpy.add(x, y),
  'add a number': (x) => numpy.add(x, 2),
  multiply: (x, y) => numpy.multiply(x, y),
  relu: (x) => nn.relu(x),
  sum: (x) => numpy.sum(x),
  mean: (x) => numpy.mean(x),
}
const microseconds = {}
for (const name of calls) {
  const x = random.uniform(random.key(1), [8])
  const y = random.uniform(random.key(2), [8])
  await x.ref.blockUntilReady()
  await y.ref.blockUntilReady()
  const found = []
  const began = performance.now()
  while (found.length < rounds || performance.now() - began < least) {
    const start = performance.now()
    for (let call = 0; call < together; call++) {
      const z = ops[name].length === 1 ? ops[name](x.ref) : ops[name](x.ref, y.ref)
      z.dispose()
    }
    found.push((1000 * (performance.now() - start)) / together)
  }
  microseconds[name] = found.slice(found.length >> 1) // the first half is warmup
}
const version = createRequire(import.meta.url)('./package.json').dependencies['@jax-js/jax']
process.stdout.write(`${JSON.stringify({ version, threads, milliseconds, microseconds })}\n`)
process.exit()
