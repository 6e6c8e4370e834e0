import { describe, expect, test } from 'vitest'
import { bench } from './run.ts'

describe('a misuse of the benchmark is one clear line', () => {
  for (const [args, says] of [
    [['--stepz'], "Unknown option '--stepz'"],
    [['kernel'], 'kernel: must be kernels, train, peers, masking, augmentation or same-bits'],
    [['--family', 'matmuls'], '--family matmuls: must be matmul, attention, '],
    [['--device', 'gpu', '--svg', 'x.svg'], '--svg: is of --device cpu'],
    [['--device', 'gpu', '--family', 'matmul'], '--family: is of --device cpu'],
    [['--hardware'], '--hardware: is of --device gpu'],
    [['--svg', 'nowhere/x.svg'], "--svg nowhere/x.svg: its folder can't be written to"],
    [['augmentation'], '--corpus FILE: names a text file'],
    [['augmentation', '--corpus', 'nowhere.txt'], '--corpus nowhere.txt: Error: ENOENT'],
    [['augmentation', '--corpus', 'LICENSE'], '--corpus LICENSE: has '],
    [['augmentation', '--corpus', 'LICENSE', '--seeds', '1'], '--seeds 1: must be an integer of at least 2'],
    [['train', 'base'], "Unexpected argument 'base'"],
    [['train', '--steps', 'x'], '--steps x: must be an integer of at least 1'],
    [['train', '--batch', 'nowhere.json'], '--batch nowhere.json: Error: ENOENT'],
    [['train', '--from', 'nowhere'], '--from nowhere: '],
    [['train', '--padding', '0.7'], '--padding 0.7: must be at most 0.5'],
    [['train', '--learning-rate', '-1'], "Option '--learning-rate' argument is ambiguous"],
    [['train', '--learning-rate', '0'], '--learning-rate 0: must be a number above 0'],
    [['train', '--dropout', '1'], '--dropout 1: must be at least 0 and below 1'],
    [['train', '--model', 'huge'], '--model huge: must be tiny, mini, small or base'],
    [['masking'], '--corpus FILE: the text to train on'],
    [['masking', '--corpus', 'nowhere.txt'], "--corpus nowhere.txt: can't be read"],
    [['masking', '--corpus', 'README.md', '--seeds', '1'], '--seeds 1: must be an integer of at least 2'],
    [
      ['masking', '--corpus', 'README.md', '--documents', 'page'],
      '--documents page: must be blank-line or line',
    ],
  ] satisfies [string[], string][])
    test(args.join(' '), async () => {
      const run = await bench(...args)
      expect(run).toMatchObject({ status: 2, stdout: '' })
      expect(run.stderr).toContain(`bench: ${says}`)
      expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)
    })
})
