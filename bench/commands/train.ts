import { sizes } from '@cloze/bert'
import { createCpu } from '@cloze/tensor'
import { measurePeak } from '../kernels/peak.ts'
import { machine } from '../machine.ts'
import { quick } from '../measure.ts'
import { choice, integer, listed, Misuse, positive, share } from '../misuse.ts'
import { type ProfileEntry, profiled } from '../profile/profile.ts'
import { byName, profileRows, profileTable } from '../profile/table.ts'
import { checkIds, randomBatch, readBatches } from '../training/batches.ts'
import { modelFrom, newModel } from '../training/model.ts'
import { benchTrain } from '../training/train.ts'
import { type Command, flags } from './command.ts'

const isSize = (name: string): name is keyof typeof sizes => name in sizes

/** `pnpm bench train`: the speed of training, on random tokens or on given work. */
export const train: Command = async (args) => {
  const values = flags(args, {
    model: { type: 'string', default: 'tiny' },
    from: { type: 'string' },
    batch: { type: 'string' },
    logits: { type: 'string', default: 'labelled' },
    'vocab-size': { type: 'string', default: '30522' },
    'batch-size': { type: 'string', default: '16' },
    'sequence-length': { type: 'string', default: '128' },
    padding: { type: 'string', default: '0' },
    dropout: { type: 'string' },
    'learning-rate': { type: 'string', default: '1e-4' },
    threads: { type: 'string' },
    steps: { type: 'string', default: '10' },
    warmup: { type: 'string', default: '3' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  })
  const { model: size, from } = values
  if (!isSize(size)) throw new Misuse(`--model ${size}: must be ${listed(Object.keys(sizes))}`)
  const logits = choice('logits', values.logits, ['labelled', 'all'])
  const learningRate = positive('learning-rate', values['learning-rate'])
  const work = {
    vocabularySize: integer('vocab-size', values['vocab-size'], 2),
    batchSize: integer('batch-size', values['batch-size'], 1),
    sequenceLength: integer('sequence-length', values['sequence-length'], 1),
    padding: share('padding', values.padding),
  }
  if (work.padding > 0.5) throw new Misuse(`--padding ${values.padding}: must be at most 0.5`)
  const steps = integer('steps', values.steps, 1)
  const warmup = integer('warmup', values.warmup, 0)
  const threads = values.threads === undefined ? {} : { threads: integer('threads', values.threads, 1) }
  // Held to another's losses, nothing is dropped: no two draw the same cells.
  const dropout = share('dropout', values.dropout ?? (from === undefined ? '0.1' : '0'))
  const given = values.batch === undefined ? undefined : await readBatches(values.batch)
  const longest = Math.max(work.sequenceLength, ...(given ?? []).map((each) => each.sequenceLength))

  const cpu = createCpu(threads)
  const profile = values.profile ? profiled(cpu) : undefined
  const device = profile?.device ?? cpu
  const model =
    from === undefined
      ? newModel(sizes[size], { ...work, longest, dropout }, device)
      : await modelFrom(from, dropout, device).catch((error: Error) => {
          throw new Misuse(`--from ${from}: ${error.message}`)
        })
  const vocabularySize = from === undefined ? work.vocabularySize : model.config.vocabSize
  for (const each of given ?? []) checkIds(each, vocabularySize, `--batch ${values.batch}`)
  const result = await benchTrain({
    model,
    batch: (step) => given?.[step % given.length] ?? randomBatch(step, { ...work, vocabularySize }),
    logits,
    dropout: dropout > 0,
    learningRate,
    steps,
    warmup,
    ...(profile && { onWarm: profile.start }),
  })
  const rows = profile && rowsOf(profile.entries(), result.seconds, cpu.threads)
  model.dispose()
  cpu.dispose()
  const what = from ?? size
  if (values.json) {
    const { device: name, ...ran } = { ...machine(), device: device.name, threads: device.threads }
    process.stdout.write(
      `${JSON.stringify({ ...result, model: what, logits, dropout, device: name, ...ran, ...(rows && { profile: rows }) })}\n`,
    )
    return
  }
  const { tokensPerSecond, tokensPerSecondSpread: spread, peakResidentBytes } = result
  const lines = [
    `${what}, ${logits} logits, ${device.threads} threads: ${Math.round(tokensPerSecond)} tokens/s (half of the steps: ${spread.map(Math.round).join('–')}), ${Math.round(peakResidentBytes / 2 ** 20)} MiB at most`,
    ...(from !== undefined || given
      ? [`losses: ${result.losses.map((loss) => loss.toFixed(6)).join(' ')}`]
      : []),
    ...(rows ? ['', ...profileTable(rows.kernels, 20), '', ...profileTable(rows.shapes, 30)] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function rowsOf(entries: readonly ProfileEntry[], seconds: readonly number[], threads: number) {
  const peak = measurePeak(threads, quick)
  try {
    return {
      kernels: profileRows(byName(entries), seconds, peak),
      shapes: profileRows(entries, seconds, peak),
    }
  } finally {
    peak.dispose()
  }
}
