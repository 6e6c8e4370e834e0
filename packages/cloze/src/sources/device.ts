/** The device that a flag names. */
import { type BertSettings, bertConfig, type StepShape, trainingProducts } from '@cloze/bert'
import {
  chooseDevice,
  cpu,
  createCpu,
  type Device,
  DeviceError,
  MOST_THREADS,
  openGpu,
  reference,
} from '@cloze/tensor'
import { Option } from '@commander-js/extra-typings'
import { integerFrom } from '../flags/flags.ts'
import { UsageError } from '../terminal/exit.ts'
import { say } from '../terminal/progress.ts'

const deviceNames = ['auto', 'cpu', 'gpu', 'reference'] as const

type DeviceName = (typeof deviceNames)[number]

/** `--device`: cpu where left out, which gives the same bits everywhere; `auto` may choose otherwise the next time. */
export const deviceFlag = () =>
  new Option('--device <device>', 'where to compute; auto: a GPU that is faster, if there is one')
    .choices(deviceNames)
    .default('cpu' satisfies DeviceName)

/** `--threads`: as many as there are cores where left out. No bit of a result depends on it. */
export const threadsFlag = () =>
  new Option('--threads <count>', 'of the cpu; as many as there are cores where left out').argParser(
    integerFrom(1, MOST_THREADS),
  )

/** What the command line says of the device. */
export interface DeviceFlags {
  readonly device: DeviceName
  readonly threads?: number | undefined
}

/** How many threads share a device's work, to say with results. */
export const threadsOf = (device: Device): number => ('threads' in device ? Number(device.threads) : 1)

/** What the device is to do, for `auto` to compare by. */
export interface Work {
  readonly model: BertSettings
  readonly step: StepShape
}

/**
 * Runs `body` on the device of that name, and closes it afterwards.
 * @param work asked only where `auto` has a choice
 * @throws UsageError where threads are asked of another device than cpu, or where a GPU is asked for and there is none: it says what was tried, and how to get one
 */
export async function onDevice<Result>(
  { device: name, threads }: DeviceFlags,
  work: () => Work | Promise<Work>,
  body: (device: Device) => Promise<Result>,
): Promise<Result> {
  if (threads !== undefined && name !== 'cpu')
    throw new UsageError(`--threads ${threads}: is of --device cpu, not of ${name}`)
  switch (name) {
    case 'cpu': {
      if (threads === undefined) return body(cpu)
      const device = createCpu({ threads })
      return body(device).finally(() => device.dispose())
    }
    case 'reference':
      return body(reference)
    case 'gpu': {
      const gpu = await openGpu().catch((error) => {
        throw error instanceof DeviceError ? new UsageError(error.message) : error
      })
      const { mode, renderer, software } = gpu.deviceInfo()
      say(
        `Device gpu: ${renderer || 'unnamed'} (${mode})${software ? ', played by software: right, but slow' : ''}.`,
      )
      return body(gpu).finally(() => gpu.dispose())
    }
    case 'auto': {
      const products = async () => {
        const { model, step } = await work()
        return trainingProducts(bertConfig(model), step)
      }
      const { device, reason, close } = await chooseDevice({ products })
      say(`Device ${reason}.`)
      return body(device).finally(close)
    }
  }
}
