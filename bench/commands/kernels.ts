import { benchGemm } from '../gemm.ts'
import { benchGpu } from '../gpu.ts'
import { choice } from '../misuse.ts'
import { type Command, flags } from './command.ts'

/** `pnpm bench`: the speed of the kernels. */
export const kernels: Command = async (args) => {
  const values = flags(args, {
    device: { type: 'string', default: 'cpu' },
    json: { type: 'boolean', default: false },
  })
  const device = choice('device', values.device, ['cpu', 'gpu'])
  if (device === 'gpu') await benchGpu(values.json)
  else benchGemm(values.json)
}
