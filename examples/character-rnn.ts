/** A recurrent net that reads a text letter by letter, and then writes it by itself. */
import { adam, backward, parameter, type Variable } from '@cloze/autograd'
import { concatenate, crossEntropy, gather, linear, random, randomUniform, scope, tanh } from '@cloze/tensor'

const text = 'how much wood would a woodchuck chuck if a woodchuck could chuck wood? '
const letters = [...new Set(text)]
const ids = Array.from(text, (letter) => letters.indexOf(letter))
const next = [...ids.slice(1), ...ids.slice(0, 1)] // (T): the text goes round

const [H, V] = [48, letters.length]
const stream = random('letters')
const drawn = (...shape: [number, number]) =>
  parameter(randomUniform(shape, stream, { low: -0.2, high: 0.2 }))
const net = { letter: drawn(V, H), hidden: drawn(H, H), start: drawn(1, H), output: drawn(V, H) }
const read = (state: Variable, id: number) => tanh(linear(state, net.hidden, gather(net.letter, id))) // (1, H)

const optimizer = adam(net, { learningRate: 0.01 })
for (let step = 1; step <= 80; step++) {
  const loss = scope(() => {
    let state = net.start
    const states = ids.map((id) => (state = read(state, id)))
    const loss = crossEntropy(linear(concatenate(states), net.output), next) // of (T, V) and (T)
    backward(loss)
    optimizer.step()
    return loss
  })
  if (step % 20 === 0) console.log(`step ${step}: loss ${(await loss.item()).toFixed(3)}`)
}

let [written, state] = ['h', net.start]
while (written.length < text.length) {
  state = read(state, letters.indexOf(written.slice(-1)))
  const scores = await linear(state, net.output).data() // (V)
  written += letters[scores.indexOf(Math.max(...scores))]
}
console.log(written)
