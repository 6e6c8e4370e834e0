/**
 * A process of its own: 600 steps of a small perceptron, whose peak is that of 2,000, each on new tensors. Prints the most
 * memory that it had, in MiB.
 * `loop.ts scope|none await|job [page]`: in a scope each, or in none; awaiting each loss, or all in one job; as in a page,
 * where JavaScript can't be made to collect at once.
 */
const [form, turns, where] = process.argv.slice(2)
if (where === 'page') Reflect.deleteProperty(process, 'getBuiltinModule')

const { add, createCpu, matmul, mean, relu, scope, square, sub, tensor } = await import('@cloze/tensor')
const { adamW, gradients, parameter } = await import('@cloze/autograd')

const device = createCpu({ threads: 1 })
const values = (length: number) => Float32Array.from({ length }, (_, i) => ((i * 7919) % 1000) / 1000 - 0.5)
const [images, targets] = [values(64 * 256), values(64)]
const weight = parameter(tensor(values(256 * 128), { shape: [256, 128], device }))
const bias = parameter(tensor(values(128), { device }))
const last = parameter(tensor(values(128), { shape: [128, 1], device }))
const optimizer = adamW(new Map(Object.entries({ weight, bias, last })))

function step() {
  const x = tensor(images, { shape: [64, 256], device })
  const y = tensor(targets, { shape: [64, 1], device })
  const hidden = relu(add(matmul(x, weight), bias)) // (64, 128)
  const loss = mean(square(sub(matmul(hidden, last), y)))
  optimizer.step(gradients(loss, [weight, bias, last]), { learningRate: 1e-3 })
  return loss
}

for (let i = 0; i < 600; i++) {
  const loss = form === 'scope' ? scope(step) : step()
  if (turns === 'await') await loss.item()
  if (form === 'scope') loss.value.dispose()
}
const learnt = await weight.data()
if (!learnt.every(Number.isFinite)) throw new Error('a tensor that was needed is gone')
console.log(process.resourceUsage().maxRSS / 1024)
