/** `pnpm tsx test/gpu/launches.ts` prints, as Markdown, what a training step asks of a GPU, and why. */
import launches from './launches.json' with { type: 'json' }

/** Why these launches are left. GPU.js gives a kernel one output, and each tensor is a texture or buffer of its own. */
const reasons: Readonly<Record<string, string>> = {
  elementwise:
    'AdamW: three a parameter (the parameter and its two moments are three outputs); sums where ways meet, and again on the way back before a norm; GELU and its gradient',
  sumOfSquares: 'the gradients’ norm: one a parameter, two where it is longer than 512',
  matmul: 'the two products that flow back through each linear layer',
  linear:
    'the product with its bias; another where an activation follows, whose gradient needs what goes into it',
  reduce:
    'the gradient of each bias: a sum down the columns, in two steps where there are more than 512 rows',
  layerNormGradient: 'two means of a row, what flows to x, and two sums down the columns',
  layerNorm: 'a row’s mean, its deviation, and the cells',
  attentionGradient: 'scores, weights, and what flows to values, scores, queries and keys',
  attention: 'scores, their log-sum-exp, weights, and the sum of the values',
  dropout: 'one a site, forward and back',
  fill: 'whole numbers 0, 1, … and constants that a kernel reads as an array',
  crossEntropy: 'the log-sum-exp of each row, its loss, and their mean',
  crossEntropyGradient: 'one',
  argmax: 'the likeliest token at each labelled position, for the accuracy',
  gather: 'words, positions, segments, and the labelled rows',
  scatterAdd: 'the gradients of those',
}

const sizes = Object.entries(launches)
const kernels = Object.keys(launches.mini.byKernel)
const rows = [
  ['launches of', ...sizes.map(([size]) => size), 'why'],
  ['---', ...sizes.map(() => '--:'), '---'],
  ...kernels.map((kernel) => [
    `\`${kernel}\``,
    ...sizes.map(([, { byKernel }]) => String((byKernel as Record<string, number>)[kernel] ?? 0)),
    reasons[kernel] ?? '',
  ]),
  ['**all**', ...sizes.map(([, step]) => `**${step.launches}**`), ''],
  [
    'bytes sent',
    ...sizes.map(([, { uploadedBytes }]) => uploadedBytes.toLocaleString('en')),
    'ids, labels, and the grouping of ids by row',
  ],
  [
    'read-backs',
    ...sizes.map(([, { readBacks }]) => String(readBacks)),
    'the loss is read every `--log-every` steps',
  ],
]
console.log(rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
