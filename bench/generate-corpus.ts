/**
 * Writes a corpus of made-up words to stdout, to try what is larger than memory: documents of one to some hundred words
 * parted by blank lines, the words by Zipf's law from half a million, every thousandth document a copy of the first.
 *   pnpm tsx bench/generate-corpus.ts 2e9 > corpus.txt
 */
import { random } from '@cloze/tensor'

const VOCABULARY = 500_000
const syllables = [
  'ba',
  'ce',
  'di',
  'fo',
  'gu',
  'la',
  'me',
  'ni',
  'po',
  'ru',
  'sa',
  'te',
  'vi',
  'wo',
  'zu',
  'né',
]

/** The word of a rank: its digits to the base of the number of syllables. */
function wordOf(rank: number): string {
  const syllable = syllables[rank % syllables.length] ?? ''
  return rank < syllables.length ? syllable : wordOf(Math.floor(rank / syllables.length) - 1) + syllable
}

const words = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank))
const stream = random(1, 'generated corpus')

/** With probability 1 / (rank · log of the vocabulary), as near as a power of a uniform draw comes to it. */
const draw = () => words[Math.floor(VOCABULARY ** stream.uniform()) - 1] ?? ''

function document(): string {
  const lines = Array.from({ length: 1 + stream.integer(8) }, () =>
    Array.from({ length: 1 + stream.integer(24) }, draw).join(' '),
  )
  return `${lines.join('.\n')}.\n\n`
}

const wanted = Number(process.argv[2] ?? 1e6)
const first = document()
let written = 0
for (let number = 0; written < wanted; ) {
  let block = ''
  while (block.length < 2 ** 20) block += number++ % 1000 === 0 ? first : document()
  const bytes = new TextEncoder().encode(block)
  written += bytes.length
  if (!process.stdout.write(bytes)) await new Promise((resolve) => process.stdout.once('drain', resolve))
}
