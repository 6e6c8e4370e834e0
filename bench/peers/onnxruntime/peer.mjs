/** A forward pass by onnxruntime-node: reads a task from the command line, prints one JSON line. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import ort from 'onnxruntime-node'

const { model, batch, threads, rounds, least } = JSON.parse(process.argv[2])
const session = await ort.InferenceSession.create(model, {
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
})
const { input_ids: ids, attention_mask: mask } = JSON.parse(readFileSync(batch, 'utf8'))
const shape = [ids.length, ids[0].length]
const longs = (rows) => new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape)
const feeds = { input_ids: longs(ids), attention_mask: longs(mask ?? ids.map((row) => row.map(() => 1))) }

const milliseconds = []
let logits
const began = performance.now()
while (milliseconds.length < rounds || performance.now() - began < least) {
  const start = performance.now()
  logits = (await session.run(feeds)).logits
  milliseconds.push(performance.now() - start)
}
const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json')
process.stdout.write(
  `${JSON.stringify({ version, threads, milliseconds, sample: Array.from(logits.data.slice(0, 100)) })}\n`,
)
