import { OutOfMemory } from '../../../errors.ts'
import type { Context, WebGlContext, WebGpuContext } from './contexts.ts'

/** What the GPU's own interface tells of its state. */
export interface Watch {
  isLost(): boolean
  /** After something failed: waits until it is known whether a loss was the reason. */
  lossTold(): Promise<void>
  /**
   * Waits until the GPU has done what it was given.
   * @throws OutOfMemory where its memory ran out
   */
  finish(): Promise<void>
}

export const watch = (context: Context, held: () => string): Watch =>
  context.kind === 'webgpu' ? watchWebGpu(context.webgpu, held) : watchWebGl(context.gl, held)

function watchWebGpu(context: WebGpuContext, held: () => string): Watch {
  const { device } = context
  device.pushErrorScope('out-of-memory')
  return {
    isLost: () => context.isLost,
    /** What a loss breaks may fail before the loss is told. */
    lossTold: async () => {
      await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, 200))])
    },
    async finish() {
      if (context.isLost) return
      const failed = device.popErrorScope()
      device.pushErrorScope('out-of-memory')
      await device.queue.onSubmittedWorkDone()
      const error = await failed
      if (error) throw new OutOfMemory(`gpu: out of memory: ${error.message}; ${held()}`)
    },
  }
}

function watchWebGl(gl: WebGlContext, held: () => string): Watch {
  const isLost = () => gl.isContextLost() || isDestroyed(gl)
  return {
    isLost,
    lossTold: async () => {},
    async finish() {
      if (isLost()) return
      await done(gl)
      if (gl.getError() === gl.OUT_OF_MEMORY) throw new OutOfMemory(`gpu: out of memory; ${held()}`)
    },
  }
}

/** A headless context that was destroyed says nothing of it, and throws at every call. */
function isDestroyed(gl: WebGlContext): boolean {
  try {
    gl.getParameter(gl.MAX_TEXTURE_SIZE)
    return false
  } catch {
    return true
  }
}

/** In a browser `finish` does not wait; a fence tells when the GPU has come by. */
async function done(gl: WebGlContext): Promise<void> {
  const fence = gl.fenceSync?.(gl.SYNC_GPU_COMMANDS_COMPLETE ?? 0, 0)
  if (!fence) {
    gl.finish()
    return
  }
  gl.flush()
  while (gl.clientWaitSync?.(fence, 0, 0) === gl.TIMEOUT_EXPIRED && !gl.isContextLost())
    await new Promise((resolve) => setTimeout(resolve))
  gl.deleteSync?.(fence)
}
