/** Two arms of a spiral, told apart by a net of two hidden layers. */
import { adamW, backward, linearSchedule, parameter, type Variable } from '@cloze/autograd'
import { crossEntropy, linear, random, randomUniform, scope, type Tensor, tensor, zeros } from '@cloze/tensor'

const stream = random('spiral')
const arm = (turn: number) =>
  Array.from({ length: 100 }, (_, i) => {
    const [radius, angle] = [0.1 + i / 100, (i / 100) * 3 * Math.PI + turn]
    return [radius * Math.cos(angle), radius * Math.sin(angle)].map((at) => at + 0.05 * stream.uniform())
  })
const points = tensor([...arm(0), ...arm(Math.PI)]) // (200, 2)
const labels = tensor(Int32Array.from({ length: 200 }, (_, i) => (i < 100 ? 0 : 1))) // (200)

const dense = (inputs: number, outputs: number) => ({
  weight: parameter(randomUniform([outputs, inputs], stream, { low: -0.5, high: 0.5 })),
  bias: parameter(zeros([outputs])),
})
const net = { first: dense(2, 32), second: dense(32, 32), head: dense(32, 2) }
const classify = (x: Tensor): Variable => {
  const wide = linear(x, net.first.weight, net.first.bias, { activation: 'relu' }) // (N, 32)
  const deep = linear(wide, net.second.weight, net.second.bias, { activation: 'relu' }) // (N, 32)
  return linear(deep, net.head.weight, net.head.bias) // (N, 2)
}

const learningRate = linearSchedule({ learningRate: 0.02, warmup: 20, steps: 400 })
const optimizer = adamW(net, { learningRate, weightDecay: 0.001 })
for (let step = 0; step < 400; step++)
  scope(() => {
    backward(crossEntropy(classify(points), labels))
    optimizer.step()
  })

const scores = await classify(points).data()
const isRight = (i: number) => Number(scores[2 * i]) > Number(scores[2 * i + 1]) === i < 100
const right = Array.from({ length: 200 }, (_, i) => isRight(i)).filter(Boolean)
console.log(`${right.length} of 200 points are on the right arm`)
