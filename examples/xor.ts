/** Exclusive or, learnt by a net of one hidden layer. */
import { adamW, backward, linearSchedule, parameter } from '@cloze/autograd'
import { linear, mean, random, randomUniform, scope, square, sub, tensor, zeros } from '@cloze/tensor'

// biome-ignore format: a truth table
const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]) // (4, 2)
const y = tensor([[0], [1], [1], [0]]) // (4, 1)

const stream = random('xor')
const drawn = (...shape: [number, number]) => parameter(randomUniform(shape, stream, { low: -1 }))
const net = { hidden: drawn(8, 2), bias: parameter(zeros([8])), output: drawn(1, 8) }
const predict = () => linear(linear(x, net.hidden, net.bias, { activation: 'gelu' }), net.output) // (4, 1)

const learningRate = linearSchedule({ learningRate: 0.05, warmup: 20, steps: 200 })
const optimizer = adamW(net, { learningRate, weightDecay: 0.01, decays: (name) => name !== 'bias' })
for (let step = 1; step <= 200; step++) {
  const loss = scope(() => {
    const loss = mean(square(sub(predict(), y)))
    backward(loss)
    optimizer.step()
    return loss
  })
  if (step % 50 === 0) console.log(`step ${step}: loss ${(await loss.item()).toPrecision(3)}`)
}
console.log(Array.from(await predict().data(), (value) => value.toFixed(1)).join(' '))
