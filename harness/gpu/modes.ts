/** The modes of the device, and what each needs of the machine. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import type { GpuMode } from '@cloze/tensor'

export const modes: readonly GpuMode[] = ['headlessgl', 'webgl2', 'webgpu']

/** The path of a program, by any of its names. */
export function program(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

export const chromium = (): string | undefined => program('chromium', 'chromium-browser', 'google-chrome')

/** The folder of npm's `gl`, which gpu.js may come with. */
export function glFolder(): string | undefined {
  try {
    const tensor = createRequire(new URL('../../packages/tensor/package.json', import.meta.url))
    return dirname(createRequire(tensor.resolve('gpu.js')).resolve('gl/package.json'))
  } catch {
    return undefined // optional
  }
}

/** Why a mode can't run here; nothing where it can. */
export function lacking(mode: GpuMode): string | undefined {
  if (mode !== 'headlessgl') return chromium() ? undefined : 'no chromium'
  const folder = glFolder()
  if (!folder) return 'gl is not installed'
  if (!existsSync(join(folder, 'build/Release/webgl.node'))) return 'gl is not built: pnpm build:gl'
  return process.env.DISPLAY || program('Xvfb') ? undefined : 'no DISPLAY and no Xvfb'
}
