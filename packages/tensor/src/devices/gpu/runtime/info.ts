/** What the GPU's own interface says of it. */
import type { Context, WebGlContext, WebGpuContext } from './contexts.ts'
import type { GpuInfo } from './gpu-device.ts'
import { type GpuMode, MOST_ARRAYS } from './modes.ts'

const softwareRenderers = /swiftshader|llvmpipe|softpipe|swrast|software|basic render/i

export function infoOf(mode: GpuMode, context: Context): GpuInfo {
  const { renderer, elements } =
    context.kind === 'webgpu' ? aboutWebGpu(context.webgpu) : aboutWebGl(context.gl)
  const driver = mode === 'headlessgl' ? headlessDriver(renderer) : renderer
  return {
    mode,
    renderer: driver,
    software: softwareRenderers.test(driver),
    limits: { elements, arrays: MOST_ARRAYS },
  }
}

function aboutWebGpu({ adapter, device }: WebGpuContext) {
  const renderer = ['vendor', 'architecture', 'device', 'description']
    .map((key) => adapter.info?.[key])
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ')
  const bytes = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize)
  return { renderer, elements: Math.floor(bytes / 4) }
}

function aboutWebGl(gl: WebGlContext) {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info')
  const side = Number(gl.getParameter(gl.MAX_TEXTURE_SIZE))
  return {
    renderer: String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER)),
    elements: Math.min(side ** 2, 2 ** 31 - 1),
  }
}

/** Headless WebGL tells no driver; on Linux the process knows which one it has loaded. */
function headlessDriver(renderer: string): string {
  try {
    const maps = process.getBuiltinModule('node:fs').readFileSync('/proc/self/maps', 'utf8')
    const drivers = [...new Set(maps.match(/[\w-]+_dri\.so|lib(?:GLX|EGL)_nvidia[\w.]*/g))]
    return [renderer, ...drivers].join(' ')
  } catch {
    return renderer // no Linux, or no leave to look
  }
}
