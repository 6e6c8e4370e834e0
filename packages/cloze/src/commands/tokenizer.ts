import { folderStorage } from '@cloze/mlm/node'
import {
  type Encoding,
  encodeText,
  isTokenizerKind,
  saveTokenizer,
  tokenizerFiles,
  tokenizerKinds,
  trainTokenizer,
  unknownCounter,
} from '@cloze/mlm/tokenizer'
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../flags/corpus-flags.ts'
import { integerFrom } from '../flags/flags.ts'
import { checkOutFolder, overwriteFlag } from '../output/output-path.ts'
import { namesGrammar, openCorpus } from '../sources/corpus.ts'
import { alphabetLimitFlag, checkAlphabetLimit, openTokenizer } from '../sources/tokenizer-source.ts'
import { UsageError } from '../terminal/exit.ts'
import { print, printJson, table } from '../terminal/results.ts'
import { LeftOut } from '../warnings/left-out.ts'
import { warnUnknown, warnUnknownWords } from '../warnings/unknown.ts'

export const tokenizerCommand = (): CommandUnknownOpts =>
  new Command('tokenizer')
    .description('learn a tokenizer from text, or show how one reads')
    .addCommand(trainCommand())
    .addCommand(encodeCommand())

const trainCommand = () =>
  withCorpusFlags(new Command('train').description('learn a tokenizer from text'))
    .requiredOption('--corpus <corpus...>', 'files, folders, globs, - for standard input')
    .option(
      '--vocab-size <count>',
      'the most tokens to have, special tokens among them',
      integerFrom(6),
      8000,
    )
    .addOption(alphabetLimitFlag())
    .addOption(
      new Option('--kind <kind>', 'what a token is: a piece of a word, a word, a character')
        .choices(Object.keys(tokenizerKinds))
        .default('wordpiece'),
    )
    .option(
      '--cased',
      'the tokenizer keeps capitals and accents, which it drops else; with --lower-case, accents alone',
    )
    .requiredOption('--out <folder>', 'where tokenizer.json and tokenizer_config.json go')
    .addOption(overwriteFlag())
    .option('--json', 'print one JSON object')
    .action(async (options) => {
      const { corpus, vocabSize, alphabetLimit, kind, out, overwrite, json } = options
      const lowerCase = !options.cased
      await checkOutFolder('--out', out, tokenizerFiles, overwrite)
      const flags = corpusFlags(options)
      if (!isTokenizerKind(kind)) throw new UsageError(`--kind ${kind}: there is no such kind`)
      checkAlphabetLimit(alphabetLimit, kind)
      if (namesGrammar(corpus, flags))
        throw new UsageError('--corpus grammar: the grammar has a tokenizer, a token a word; name text files')
      const leftOut = new LeftOut()
      const documents = (await openCorpus(corpus, await corpusSettings(flags), leftOut)).documents()
      let bytes = 0
      const counted = async function* () {
        for await (const document of documents) {
          bytes += Buffer.byteLength(document)
          yield document
        }
      }
      const start = performance.now()
      const trainer = tokenizerKinds[kind]({ vocabularySize: vocabSize, lowerCase, alphabetLimit })
      const tokenizer = await trainTokenizer(counted(), trainer)
      const seconds = (performance.now() - start) / 1000
      leftOut.warn()
      const counter = unknownCounter(tokenizer)
      for (const [part, times] of trainer.counted()) counter.add(part, times)
      const unknown = counter.statistics()
      await saveTokenizer(folderStorage(out), tokenizer)
      warnUnknown([{ part: '', text: unknown, learnt: true }], tokenizer, {
        kind,
        kindFlag: '--kind',
        alphabetLimit,
        vocabSize,
      })
      const { vocabularySize } = tokenizer
      const speed = { seconds, megabytes: bytes / 1e6, megabytesPerSecond: bytes / 1e6 / seconds }
      if (json) printJson({ kind, vocabularySize, lowerCase, out, unknownShare: unknown.share, ...speed })
      else
        print(
          `${vocabularySize.toLocaleString('en')} tokens from ${speed.megabytes.toFixed(1)} MB in ${seconds.toFixed(1)} s ` +
            `(${speed.megabytesPerSecond.toFixed(1)} MB/s), in ${out}.`,
        )
    })

const encodeCommand = () =>
  new Command('encode')
    .description('show the tokens of a text')
    .argument('<tokenizer>', 'a folder with a tokenizer.json or a vocab.txt, or such a file')
    .argument('<text>')
    .option('--pair <text>', 'a second text')
    .option('--max-length <tokens>', 'cut to so many, the longer text first', integerFrom(2))
    .option('--json', 'print one JSON object')
    .action(async (path, text, { pair, maxLength, json }) => {
      const tokenizer = await openTokenizer(path)
      const encoding = encodeText(tokenizer, text, {
        ...(pair !== undefined && { pair }),
        ...(maxLength !== undefined && { maxLength }),
      })
      warnUnknownWords([text, pair ?? ''], tokenizer)
      if (json) printJson(plain(encoding))
      else print(tableOf(encoding, [text, pair ?? '']))
    })

/** Typed arrays as lists. */
const plain = ({ ids, typeIds, attentionMask, specialTokensMask, ...lists }: Encoding) => ({
  ids: [...ids],
  ...lists,
  typeIds: [...typeIds],
  attentionMask: [...attentionMask],
  specialTokensMask: [...specialTokensMask],
})

function tableOf({ ids, tokens, offsets, wordIds, textIds }: Encoding, texts: readonly string[]): string {
  const rows = tokens.map((token, index) => {
    const textId = textIds[index] ?? null
    const [start, end] = offsets[index] ?? [0, 0]
    return [
      token,
      String(ids[index]),
      ...(textId === null
        ? ['', '', '']
        : [String(wordIds[index]), `${start}–${end}`, JSON.stringify(texts[textId]?.slice(start, end))]),
    ]
  })
  return table([['token', 'id', 'word', 'offsets', 'text'], ...rows])
}
