/** The devices of the page or process that a session runs in, one of each mode. */
import { type GpuDevice, type GpuMode, openGpu } from '@cloze/tensor'

const opened = new Map<GpuMode, Promise<GpuDevice>>()

/** The device of that mode, the same one each time. */
export function deviceOf(mode: GpuMode): Promise<GpuDevice> {
  const device = opened.get(mode) ?? openGpu({ mode })
  opened.set(mode, device)
  return device
}

export const devices = {
  /** What the device says of itself. */
  info: async (mode: GpuMode) => (await deviceOf(mode)).deviceInfo(),

  /** How many textures or buffers there are, once everything that was asked for is done. */
  async handles(mode: GpuMode): Promise<number> {
    const device = await deviceOf(mode)
    await device.synchronize()
    return device.counts().handles
  },

  /** Lets go of the device of that mode. */
  async dispose(mode: GpuMode): Promise<void> {
    const device = await opened.get(mode)
    opened.delete(mode)
    await device?.dispose()
  },
}
