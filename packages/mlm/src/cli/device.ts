/** The device that a flag names. */
import { type BertSettings, bertConfig, type StepSize, trainingProducts } from '@cloze/bert'
import { chooseDevice, cpu, type Device, DeviceError, openGpu, reference } from '@cloze/tensor'
import { Option } from '@commander-js/extra-typings'
import { UsageError } from './exit.ts'
import { say } from './progress.ts'

export const deviceNames = ['auto', 'cpu', 'gpu', 'reference'] as const

export type DeviceName = (typeof deviceNames)[number]

/** `--device`: cpu where left out, which gives the same bits everywhere; `auto` may choose otherwise the next time. */
export const deviceFlag = () =>
  new Option('--device <device>', 'where to compute; auto: a GPU that is faster, if there is one')
    .choices(deviceNames)
    .default('cpu' satisfies DeviceName)

/** What the device is to do, for `auto` to compare by. */
export interface Work {
  readonly model: BertSettings
  readonly step: StepSize
}

/**
 * Runs `body` on the device of that name, and closes it afterwards.
 * @throws UsageError where a GPU is asked for and there is none: it says what was tried, and how to get one
 */
export async function onDevice<Result>(
  name: DeviceName,
  work: () => Work,
  body: (device: Device) => Promise<Result>,
): Promise<Result> {
  switch (name) {
    case 'cpu':
      return body(cpu)
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
      const { model, step } = work()
      const { device, reason, close } = await chooseDevice({
        products: trainingProducts(bertConfig(model), step),
      })
      say(`Device ${reason}.`)
      return body(device).finally(close)
    }
  }
}
