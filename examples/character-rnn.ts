/** A recurrent net that reads a text letter by letter, and then writes it by itself. */
import { adam, backward, parameter, type Variable } from '@cloze/autograd'
import { add, concatenate, crossEntropy, gather, linear, random, scope, tanh, tensor } from '@cloze/tensor'

const text = 'how much wood would a woodchuck chuck if a woodchuck could chuck wood? '
const letters = [...new Set(text)]
const ids = Array.from(text, (letter) => letters.indexOf(letter))
const next = tensor([...ids.slice(1), ...ids.slice(0, 1)], 'int32') // (T): the text goes round

const [H, V] = [48, letters.length]
const stream = random('letters')
const drawn = (rows: number, columns: number) => {
  const values = Float32Array.from({ length: rows * columns }, () => stream.uniform() - 0.5)
  return parameter(tensor(values, { shape: [rows, columns] }))
}
const net = { letter: drawn(V, H), hidden: drawn(H, H), start: drawn(1, H), output: drawn(V, H) }
const read = (state: Variable, id: number) =>
  tanh(add(gather(net.letter, tensor([id], 'int32')), linear(state, net.hidden))) // (1, H)

const optimizer = adam(net, { learningRate: 0.01 })
for (let step = 1; step <= 160; step++) {
  const loss = scope(() => {
    let state = net.start
    const states = ids.map((id) => (state = read(state, id)))
    const loss = crossEntropy(linear(concatenate(states), net.output), next) // of (T, V) and (T)
    backward(loss)
    optimizer.step()
    return loss
  })
  if (step % 40 === 0) console.log(`step ${step}: loss ${(await loss.item()).toFixed(3)}`)
}

let [written, state] = ['h', net.start]
while (written.length < text.length) {
  state = read(state, letters.indexOf(written.slice(-1)))
  const scores = await linear(state, net.output).data() // (V)
  written += letters[scores.indexOf(Math.max(...scores))]
}
console.log(written)
