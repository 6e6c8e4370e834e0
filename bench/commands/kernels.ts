import { access, constants, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { KernelCase } from '../kernels/case.ts'
import { families } from '../kernels/families/all.ts'
import { roofline } from '../kernels/roofline.ts'
import { benchKernels } from '../kernels/run.ts'
import { header, lineOf, peakLines } from '../kernels/table.ts'
import { machine } from '../machine.ts'
import { quick, thorough } from '../measure.ts'
import { choice, integer, Misuse } from '../misuse.ts'
import { type Command, flags } from './command.ts'

/** `pnpm bench`: the speed of the kernels. */
export const kernels: Command = async (args) => {
  const values = flags(args, {
    device: { type: 'string', default: 'cpu' },
    hardware: { type: 'boolean', default: false },
    family: { type: 'string' },
    threads: { type: 'string' },
    quick: { type: 'boolean', default: false },
    svg: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  if (choice('device', values.device, ['cpu', 'gpu']) === 'gpu') {
    for (const flag of ['family', 'threads', 'svg'] as const)
      if (values[flag] !== undefined) throw new Misuse(`--${flag}: is of --device cpu`)
    if (values.quick) throw new Misuse('--quick: is of --device cpu')
    const { benchGpu } = await import('../gpu.ts') // a browser's driver, and a bundler
    return benchGpu(values)
  }
  if (values.hardware) throw new Misuse('--hardware: is of --device gpu')
  if (values.svg !== undefined)
    await access(dirname(values.svg), constants.W_OK).catch(() => {
      throw new Misuse(`--svg ${values.svg}: its folder can't be written to`)
    })
  const family = values.family && choice('family', values.family, [...families.keys()])
  const cases = [...families].flatMap(([name, each]) => (family && family !== name ? [] : each))
  const threads = values.threads === undefined ? undefined : integer('threads', values.threads, 1)
  const say = (line: string) => void (values.json || process.stdout.write(`${line}\n`))

  const { processor, cores, node } = machine()
  say(`${processor}, ${cores} cores, Node ${node}`)
  let started = false
  const report = benchKernels({
    cases: values.quick ? smallest(cases) : cases,
    patience: values.quick ? quick : thorough,
    ...(threads !== undefined && { threads: [...new Set([1, threads])] }),
    onResult(result) {
      if (!started) say(header(result.speeds.map((speed) => speed.threads)))
      started = true
      say(lineOf(result))
    },
  })
  for (const line of peakLines(report)) say(line)
  if (values.json) process.stdout.write(`${JSON.stringify({ machine: machine(), ...report })}\n`)
  if (values.svg !== undefined) {
    const most = Math.max(...report.peaks.map((peak) => peak.threads))
    await writeFile(`${values.svg}.tmp`, roofline(report, most))
    await rename(`${values.svg}.tmp`, values.svg)
  }
}

/** Each kernel at its first size. */
const smallest = (cases: readonly KernelCase[]): KernelCase[] =>
  cases.filter(({ name }, index) => cases.findIndex((each) => each.name === name) === index)
