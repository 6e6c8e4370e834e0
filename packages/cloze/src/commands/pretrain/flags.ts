import { sizes } from '@cloze/bert'
import { VALIDATION_SHARE } from '@cloze/mlm/corpus'
import { tokenizerKinds } from '@cloze/mlm/tokenizer'
import { Command } from '@commander-js/extra-typings'
import { integerFrom, positive, share } from '../../flags/flags.ts'
import { overwriteFlag } from '../../output/output-path.ts'
import { deviceFlag, threadsFlag } from '../../sources/device.ts'
import { alphabetLimitFlag } from '../../sources/tokenizer-source.ts'

/** The flags of the run itself: not those of the corpus, of what is changed in it, and of the masking. */
export const withRunFlags = () =>
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

export type RunFlags = ReturnType<ReturnType<typeof withRunFlags>['opts']>
