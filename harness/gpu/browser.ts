/**
 * The system's Chromium, with WebGL 2 and WebGPU, and an empty profile that goes with it. Software renders both, so that
 * tests say the same everywhere; or the machine's GPU does, through Vulkan and OpenGL ES, as Linux has them.
 */
import { type Browser, chromium as playwright } from 'playwright-core'
import { chromium } from './modes.ts'

const renderers = {
  software: ['--use-webgpu-adapter=swiftshader', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  hardware: [
    '--enable-features=Vulkan',
    '--use-angle=gl-egl',
    '--disable-vulkan-surface',
    '--disable-gpu-watchdog',
  ],
}

/** @throws Error where there is no Chromium */
export async function openBrowser(hardware = false): Promise<Browser> {
  const executablePath = chromium()
  if (!executablePath) throw new Error('openBrowser: no chromium on the PATH')
  return playwright.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-unsafe-webgpu',
      '--ignore-gpu-blocklist',
      ...renderers[hardware ? 'hardware' : 'software'],
    ],
  })
}
