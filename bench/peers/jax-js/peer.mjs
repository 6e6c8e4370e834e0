/** Square products by jax-js on WebAssembly: reads a task from the command line, prints one JSON line. */
import { resolveObjectURL } from 'node:buffer'
import { createRequire } from 'node:module'
import { Worker as Thread } from 'node:worker_threads'

const { sizes, threads, rounds, least } = JSON.parse(process.argv[2])

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

const { defaultDevice, init, numpy, random, jit } = await import('@jax-js/jax')
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
const version = createRequire(import.meta.url)('./package.json').dependencies['@jax-js/jax']
process.stdout.write(`${JSON.stringify({ version, threads, milliseconds })}\n`)
process.exit()
