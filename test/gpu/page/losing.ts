/** Sees the contexts and devices that a page gets from the browser, so that a test can take them away. */
import { onLoss } from '../asks/losing.ts'

interface Context {
  getExtension?(name: 'WEBGL_lose_context'): { loseContext(): void } | null
}

interface Page {
  readonly HTMLCanvasElement: { readonly prototype: { getContext(...args: unknown[]): Context | null } }
  readonly OffscreenCanvas: { readonly prototype: { getContext(...args: unknown[]): Context | null } }
  readonly GPUAdapter?: {
    readonly prototype: { requestDevice(...args: unknown[]): Promise<{ destroy(): void }> }
  }
}

const page = globalThis as typeof globalThis & Page

for (const { prototype } of [page.HTMLCanvasElement, page.OffscreenCanvas]) {
  const { getContext } = prototype
  prototype.getContext = function (...args) {
    const context = getContext.apply(this, args)
    onLoss(() => context?.getExtension?.('WEBGL_lose_context')?.loseContext())
    return context
  }
}

if (page.GPUAdapter) {
  const { prototype } = page.GPUAdapter
  const { requestDevice } = prototype
  prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args)
    onLoss(() => device.destroy())
    return device
  }
}
