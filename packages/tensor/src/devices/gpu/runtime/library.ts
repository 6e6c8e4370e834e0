/** GPU.js, and whether a mode of it can be had here. */
import { DeviceError } from '../../../errors.ts'
import type { GpuMode } from './modes.ts'

type Library = typeof import('gpu.js')

/** GPU.js is CommonJS in Node and one file for browsers: its classes are exports or the default one's members. */
export async function loadLibrary(): Promise<Library> {
  const loaded: Library & { readonly default?: Library } = await import('gpu.js').catch((error) => {
    throw new DeviceError('gpu: the npm package gpu.js is not installed: npm install gpu.js', {
      cause: error,
    })
  })
  return loaded.default ?? loaded
}

/** Why a mode can't be had here; undefined where it can. */
export async function missing(mode: GpuMode, { GPU: library }: Library): Promise<string | undefined> {
  switch (mode) {
    case 'webgpu':
      if (!library.isWebGPUSupported) return 'no navigator.gpu'
      return (await library.isWebGPUAvailable()) ? undefined : 'navigator.gpu has no adapter'
    case 'webgl2':
      return library.isWebGL2Supported ? undefined : 'no WebGL 2'
    case 'headlessgl':
      return library.isHeadlessGLSupported
        ? undefined
        : 'the npm package gl is not built, or there is no display'
  }
}

/** How to get a GPU where none was found. */
export const advice =
  'In Node: install the npm package gl (on Debian it builds with mesa-common-dev libxi-dev libglu1-mesa-dev ' +
  'libglew-dev) and run under an X server or `xvfb-run -a`. In Chromium: turn on hardware acceleration, or ' +
  'start it with --enable-unsafe-webgpu --ignore-gpu-blocklist. Or use the cpu device.'
