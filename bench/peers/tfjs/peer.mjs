/** Square products, or calls, by TensorFlow.js on WebAssembly: reads a task from the command line, prints one JSON line. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'

const { sizes = [], calls = [], together, rounds, least } = JSON.parse(process.argv[2])
const require = createRequire(import.meta.url)
setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'))
await tf.setBackend('wasm')
// Where its backend does not load it takes another, and says nothing.
if (tf.getBackend() !== 'wasm') throw new Error(`tfjs: the backend is ${tf.getBackend()}, not wasm`)

const milliseconds = {}
for (const size of sizes) {
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])]
  milliseconds[size] = []
  const began = performance.now()
  while (milliseconds[size].length < rounds || performance.now() - began < least) {
    const start = performance.now()
    tf.matMul(a, b).dispose() // done when it returns
    milliseconds[size].push(performance.now() - start)
  }
}
const ops = {
  add: (x, y) => tf.add(x, y),
  'add a number': (x) => tf.add(x, 2),
  multiply: (x, y) => tf.mul(x, y),
  relu: (x) => tf.relu(x),
  sum: (x) => tf.sum(x),
  mean: (x) => tf.mean(x),
}
const microseconds = {}
for (const name of calls) {
  const [x, y] = [tf.randomUniform([8]), tf.randomUniform([8])]
  const found = []
  const began = performance.now()
  while (found.length < rounds || performance.now() - began < least) {
    const start = performance.now()
    for (let call = 0; call < together; call++) ops[name](x, y).dispose()
    found.push((1000 * (performance.now() - start)) / together)
  }
  microseconds[name] = found.slice(found.length >> 1) // the first half is warmup
}
let threads = 1
try {
  threads = getThreadsCount()
} catch {
  // it has none in Node
}
process.stdout.write(`${JSON.stringify({ version: tf.version_core, threads, milliseconds, microseconds })}\n`)
