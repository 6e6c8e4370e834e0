import { sizes } from '@cloze/bert'
import { type Part, VALIDATION_SHARE } from '@cloze/mlm/corpus'
import type { SequenceSource } from '@cloze/mlm/data'
import { bertMasking, rateAt } from '@cloze/mlm/masking'
import { folderStorage } from '@cloze/mlm/node'
import { bertFor, corpusSource, grammarSource, pretrain, runFiles } from '@cloze/mlm/pretraining'
import { tokenizerFiles, tokenizerKinds, type UnknownStatistics } from '@cloze/mlm/tokenizer'
import { maskedLanguageModel } from '@cloze/mlm/training'
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { grammarOutput, textOutput } from '../evaluation/evaluate-model.ts'
import { augmentationFlags, withAugmentationFlags } from '../flags/augmentation-flags.ts'
import { corpusFlags, corpusSettings, withCorpusFlags } from '../flags/corpus-flags.ts'
import { integerFrom, positive, share } from '../flags/flags.ts'
import { addMaskingFlags, readMasking } from '../flags/masking-flags.ts'
import { checkOutFolder, overwriteFlag } from '../output/output-path.ts'
import { withAugmentedTraining } from '../sources/augmentation.ts'
import { namesGrammar, openParts, withGivenParts } from '../sources/corpus.ts'
import { deviceFlag, onDevice, threadsFlag, threadsOf } from '../sources/device.ts'
import { readModel } from '../sources/model-size.ts'
import {
  alphabetLimitFlag,
  checkAlphabetLimit,
  isTokenizerIn,
  readTokenizer,
} from '../sources/tokenizer-source.ts'
import { explain, UsageError } from '../terminal/exit.ts'
import { interruptible } from '../terminal/interrupt.ts'
import { progressOf } from '../terminal/progress.ts'
import { print, printJson } from '../terminal/results.ts'
import { warnUnknown } from '../warnings/unknown.ts'

export const pretrainCommand = (): CommandUnknownOpts =>
  addMaskingFlags(withAugmentationFlags(withCorpusFlags(plainCommand()), 'augment-'))

/** The command but for the flags of the corpus, of what is changed in it, and of the masking. */
const plainCommand = () =>
  new Command('pretrain')
    .description('train a masked language model from scratch')
    .option('--corpus <corpus...>', 'grammar, or files, folders, globs, - for standard input', ['grammar'])
    .option('--validation-share <share>', `of the documents; ${VALIDATION_SHARE} where left out`, share)
    .option(
      '--test-share <share>',
      'of the documents, held out to measure by at the end; 0 where left out',
      share,
    )
    .option('--validation <file...>', 'files to validate on, in place of a share of the corpus')
    .option('--test <file...>', 'files to measure by at the end, in place of a share of the corpus')
    .option('--model <model>', `${Object.keys(sizes).join(', ')}, or a config.json`, 'tiny')
    .option(
      '--tokenizer <tokenizer>',
      `of text: ${Object.keys(tokenizerKinds).join(', ')} to learn one, or a folder or file with one`,
      'wordpiece',
    )
    .option(
      '--vocab-size <count>',
      'tokens to learn from text, special tokens among them',
      integerFrom(6),
      8000,
    )
    .addOption(alphabetLimitFlag())
    .option('--steps <count>', 'training steps', integerFrom(1), 1000)
    .option('--batch-size <count>', 'sequences in a step, or rows with --pack', integerFrom(1), 64)
    .option('--sequence-length <tokens>', 'the most tokens of a sequence of text', integerFrom(3), 128)
    .option('--pack', 'fill rows of so many tokens with documents, each attended to by itself')
    .option('--learning-rate <rate>', 'the highest; larger models need a lower one', positive, 2e-3)
    .option(
      '--warmup <steps>',
      'steps over which the learning rate rises; a tenth where left out',
      integerFrom(0),
    )
    .option('--weight-decay <rate>', 'AdamW’s decay', share, 0.01)
    .option(
      '--dropout <share>',
      'the share of cells that are dropped; what a config.json says, else 0, where left out',
      share,
    )
    .option('--evaluate-every <steps>', 'steps between validations', integerFrom(1), 200)
    .option('--log-every <steps>', 'steps between two looks at the loss', integerFrom(1), 10)
    .option('--seed <seed>', 'of everything that is drawn', integerFrom(0), 1)
    .addOption(deviceFlag())
    .addOption(threadsFlag())
    .option('--out <folder>', 'where the model folder goes', 'runs/latest')
    .addOption(overwriteFlag())
    .option('--json', 'print one JSON object')
    .action(async (options, command) => {
      const { seed, steps } = options
      const ofTokenizer = isTokenizerIn(options.tokenizer, options.out) ? [] : tokenizerFiles
      await checkOutFolder('--out', options.out, [...runFiles, ...ofTokenizer], options.overwrite)
      const masking = readMasking(command.opts())
      const model = await readModel(options.model)
      const named = { ...options, ...corpusFlags(options) }
      const text = namesGrammar(options.corpus, named)
        ? undefined
        : withGivenParts(await corpusSettings(named), options, options)
      const augmentation = augmentationFlags(options, 'augment-')
      if (text === undefined && augmentation)
        throw new UsageError(
          `--augment ${augmentation.augment.join(',')}: is of a corpus of files; the grammar writes new sentences without end, and one that is changed may be none of its own`,
        )
      const tokenizer = await readTokenizer(options.tokenizer)
      const given = (flag: 'tokenizer' | 'vocabSize') => command.getOptionValueSource(flag) === 'cli'
      if (text === undefined && given('tokenizer'))
        throw new UsageError(`--tokenizer ${options.tokenizer}: the grammar has its own, a token a word`)
      if (typeof tokenizer !== 'string' && given('vocabSize'))
        throw new UsageError(`--vocab-size ${options.vocabSize}: ${options.tokenizer} has its vocabulary`)
      checkAlphabetLimit(
        options.alphabetLimit,
        text !== undefined && typeof tokenizer === 'string' ? tokenizer : undefined,
      )
      const prepare = async () => {
        const read =
          text &&
          (await withAugmentedTraining(augmentation, options, async (augmented) =>
            corpusSource(augmented(await openParts(options, text, seed)), {
              tokenizer,
              vocabularySize: options.vocabSize,
              alphabetLimit: options.alphabetLimit,
              sequenceLength: options.sequenceLength,
              pack: text.pack,
            }),
          ))
        if (read) {
          const { training, validation, test } = read.unknown
          warnUnknown(
            [
              { part: 'for training', text: training, learnt: true },
              { part: 'for validation', text: validation, learnt: false },
              ...(test ? [{ part: 'for test', text: test, learnt: false }] : []),
            ],
            read.tokenizer,
            typeof tokenizer === 'string'
              ? {
                  kind: tokenizer,
                  kindFlag: '--tokenizer',
                  alphabetLimit: options.alphabetLimit,
                  vocabSize: options.vocabSize,
                }
              : 'other text',
          )
        }
        const source = read ?? grammarSource(seed)
        const settings = {
          ...model,
          maxPositionEmbeddings: Math.max(model.maxPositionEmbeddings, source.longest),
          ...(options.dropout !== undefined && {
            hiddenDropoutProb: options.dropout,
            attentionProbsDropoutProb: options.dropout,
          }),
        }
        return { read, source, settings }
      }
      // The device is opened first: a corpus may be large, and a GPU that is asked for may not be there.
      let prepared: ReturnType<typeof prepare> | undefined
      const preparedOnce = () => {
        prepared ??= prepare()
        return prepared
      }
      const work = async () => {
        const { source, settings } = await preparedOnce()
        return {
          model: { ...settings, vocabSize: source.tokenizer.vocabularySize },
          step: {
            batchSize: options.batchSize,
            sequenceLength: source.longest,
            labelled: Math.ceil(
              options.batchSize * source.longest * rateAt(masking.rate ?? bertMasking.rate, 0),
            ),
          },
        }
      }
      await onDevice(options, work, async (device) => {
        const { read, source, settings } = await preparedOnce()
        const progress = progressOf(steps)
        const { model, result } = await interruptible(async (signal, saved) => {
          const model = bertFor(source.tokenizer, settings, { device, seed })
          const pretrained = pretrain(maskedLanguageModel(model), {
            source,
            steps,
            batchSize: options.batchSize,
            learningRate: options.learningRate,
            warmup: options.warmup ?? Math.ceil(steps / 10),
            weightDecay: options.weightDecay,
            masking,
            seed,
            ...(text && { corpus: text }),
            augmentation: augmentation && {
              names: augmentation.augment,
              rate: augmentation.rate,
              copies: augmentation.copies,
            },
            evaluateEvery: options.evaluateEvery,
            logEvery: options.logEvery,
            out: folderStorage(options.out),
            hooks: [{ onLog: progress.metrics, onStep: progress.step }],
            onEvaluate: progress.validation,
            onSave: saved,
            onLogFailure: (error) => progress.message(`The log waits, the run goes on: ${explain(error)}`),
            signal,
          })
          const result = await pretrained.catch((error) => {
            model.dispose()
            throw error
          })
          return { model, result }
        }).finally(progress.stop)
        try {
          const evaluationSettings = { seed, masking }
          const training = read?.originals ?? source.training
          const score = (part: Part, scored: SequenceSource, { share: unknownShare }: UnknownStatistics) =>
            textOutput(model, source.tokenizer, { part, scored, training, unknownShare }, evaluationSettings)
          const output = read
            ? await score('validation', read.validation, read.unknown.validation)
            : await grammarOutput(model, source.tokenizer, evaluationSettings)
          const test = read?.test && read.unknown.test && (await score('test', read.test, read.unknown.test))
          if (options.json)
            printJson({
              ...output.json,
              ...(read && { trainingUnknownShare: read.unknown.training.share }),
              ...(test && { test: test.json }),
              tokensPerSecond: result.tokensPerSecond,
              checkpoint: options.out,
              sha256: result.sha256,
              device: device.name,
              threads: threadsOf(device),
              seed,
              steps: result.steps,
            })
          else {
            print(`${output.text}\n`)
            if (test) print(`${test.text}\n`)
            print(`The model is in ${options.out}.`)
          }
        } finally {
          model.dispose()
        }
      })
    })
