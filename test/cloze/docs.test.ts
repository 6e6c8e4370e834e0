import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { augmentCommand } from '../../packages/cloze/src/commands/augment.ts'
import { corpusCommand } from '../../packages/cloze/src/commands/corpus.ts'
import { maskCommand } from '../../packages/cloze/src/commands/mask.ts'
import { pretrainCommand } from '../../packages/cloze/src/commands/pretrain.ts'
import { augmentations } from '../../packages/mlm/src/augmentation/augmentations.ts'
import { strategies } from '../../packages/mlm/src/masking/strategies.ts'
import { root } from './cloze.ts'

const flagsOf = (
  command: { readonly options: readonly { readonly long?: string | undefined }[] } | undefined,
) => (command?.options ?? []).flatMap(({ long }) => long ?? [])
const [show] = maskCommand().commands
const [inspect] = corpusCommand().commands
const ofCorpus = flagsOf(inspect)

const pages = [
  {
    page: 'masking.md',
    names: strategies.map(({ name }) => name),
    flags: flagsOf(show).filter((flag) => !ofCorpus.includes(flag)),
  },
  {
    page: 'augmentation.md',
    names: augmentations.map(({ name }) => name),
    flags: [
      ...flagsOf(augmentCommand()).filter((flag) => !ofCorpus.includes(flag)),
      ...flagsOf(pretrainCommand()).filter((flag) => flag.startsWith('--augment')),
    ],
  },
  { page: 'corpora.md', names: [], flags: ofCorpus },
]

describe('the pages of docs name all that there is', () => {
  for (const { page, names, flags } of pages)
    test(page, async () => {
      const text = await readFile(join(root, 'docs', page), 'utf8')
      expect(flags.length).toBeGreaterThan(5)
      expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
      expect(flags.filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(text))).toEqual([])
    })
})
