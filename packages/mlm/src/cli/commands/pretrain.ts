import { sizes } from '@cloze/bert'
import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { strategies, strategyNamed } from '../../masking/strategies.ts'
import { folder } from '../../node-storage.ts'
import { pretrain } from '../../pretraining/pretrain.ts'
import { grammarSource, textSource } from '../../pretraining/source.ts'
import { tokenizerKinds } from '../../tokenizer/kinds.ts'
import { readCorpus } from '../corpus.ts'
import { deviceFlag, onDevice, threadsFlag, threadsOf } from '../device.ts'
import { evaluateHeldOut, evaluateOnGrammar } from '../evaluate-model.ts'
import { UsageError } from '../exit.ts'
import { integerFrom, positive, rate, share } from '../flags.ts'
import { interruptible } from '../interrupt.ts'
import { readModel } from '../model-size.ts'
import { progressOf } from '../progress.ts'
import { print, printJson } from '../results.ts'
import { readTokenizer } from '../tokenizer-source.ts'

export const pretrainCommand = (): CommandUnknownOpts =>
  new Command('pretrain')
    .description('train a masked language model from scratch')
    .option('--corpus <corpus...>', 'grammar, or text files whose documents are parted by blank lines', [
      'grammar',
    ])
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
    .addOption(
      new Option('--masking <strategy>', 'how tokens are chosen')
        .choices(strategies.map(({ name }) => name))
        .default('random'),
    )
    .option('--mask-rate <share>', 'the share of tokens to predict', rate, 0.15)
    .option('--steps <count>', 'training steps', integerFrom(1), 1000)
    .option('--batch-size <count>', 'sequences in a step', integerFrom(1), 64)
    .option('--sequence-length <tokens>', 'the most tokens of a sequence of text', integerFrom(3), 128)
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
    .option('--json', 'print one JSON object')
    .action(async (options, command) => {
      const { seed, steps } = options
      const model = await readModel(options.model)
      const documents = await readCorpus(options.corpus)
      const tokenizer = await readTokenizer(options.tokenizer)
      const given = (flag: 'tokenizer' | 'vocabSize') => command.getOptionValueSource(flag) === 'cli'
      if (documents === 'grammar' && given('tokenizer'))
        throw new UsageError(`--tokenizer ${options.tokenizer}: the grammar has its own, a token a word`)
      if (typeof tokenizer !== 'string' && given('vocabSize'))
        throw new UsageError(`--vocab-size ${options.vocabSize}: ${options.tokenizer} has its vocabulary`)
      const masking = { strategy: strategyNamed(options.masking), rate: options.maskRate }
      const source =
        documents === 'grammar'
          ? grammarSource(seed)
          : textSource(documents, {
              seed,
              tokenizer,
              vocabularySize: options.vocabSize,
              sequenceLength: options.sequenceLength,
            })
      const settings = {
        ...model,
        maxPositionEmbeddings: Math.max(model.maxPositionEmbeddings, source.longest),
        ...(options.dropout !== undefined && {
          hiddenDropoutProb: options.dropout,
          attentionProbsDropoutProb: options.dropout,
        }),
      }
      const work = () => ({
        model: { ...settings, vocabSize: source.tokenizer.vocabularySize },
        step: {
          batchSize: options.batchSize,
          sequenceLength: source.longest,
          labelled: Math.ceil(options.batchSize * source.longest * options.maskRate),
        },
      })
      await onDevice(options, work, async (device) => {
        const progress = progressOf(steps)
        const result = await interruptible((signal) =>
          pretrain({
            source,
            model: settings,
            steps,
            batchSize: options.batchSize,
            learningRate: options.learningRate,
            warmup: options.warmup ?? Math.ceil(steps / 10),
            weightDecay: options.weightDecay,
            masking,
            seed,
            device,
            evaluateEvery: options.evaluateEvery,
            logEvery: options.logEvery,
            out: folder(options.out),
            onReport: progress.report,
            onStep: progress.step,
            onEvaluate: progress.validation,
            signal,
          }),
        ).finally(progress.stop)
        try {
          const measure = { seed, splitSeed: seed, masking, sequenceLength: source.longest }
          const outcome =
            documents === 'grammar'
              ? await evaluateOnGrammar(result.model, source.tokenizer, measure)
              : await evaluateHeldOut(result.model, source.tokenizer, documents, measure)
          if (options.json)
            printJson({
              ...outcome.json,
              tokensPerSecond: result.tokensPerSecond,
              checkpoint: options.out,
              sha256: result.sha256,
              device: device.name,
              threads: threadsOf(device),
              seed,
              steps: result.steps,
            })
          else print(`${outcome.text}\n\nThe model is in ${options.out}.`)
        } finally {
          result.model.dispose()
        }
      })
    })
