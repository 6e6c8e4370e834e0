/** Exclusive or, learnt by a net of one hidden layer. */
import { adam, backward, parameter } from '@cloze/autograd'
import { linear, mean, random, scope, sigmoid, square, sub, tanh, tensor, zeros } from '@cloze/tensor'

// biome-ignore format: a truth table
const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]) // (4, 2)
const y = tensor([[0], [1], [1], [0]]) // (4, 1)

const stream = random('xor')
const drawn = (rows: number, columns: number) => {
  const values = Float32Array.from({ length: rows * columns }, () => 2 * stream.uniform() - 1)
  return parameter(tensor(values, { shape: [rows, columns] }))
}
const net = { hidden: drawn(8, 2), bias: parameter(zeros([8])), output: drawn(1, 8) }
const predict = () => sigmoid(linear(tanh(linear(x, net.hidden, net.bias)), net.output)) // (4, 1)

const optimizer = adam(net, { learningRate: 0.05 })
for (let step = 1; step <= 200; step++) {
  const loss = scope(() => {
    const loss = mean(square(sub(predict(), y)))
    backward(loss)
    optimizer.step()
    return loss
  })
  if (step % 50 === 0) console.log(`step ${step}: loss ${(await loss.item()).toFixed(4)}`)
}
console.log(Array.from(await predict().data(), (value) => value.toFixed(1)).join(' '))
