/** The system's Chromium, with WebGL 2 and WebGPU rendered in software, and an empty profile that goes with it. */
import { type Browser, chromium as playwright } from 'playwright-core'
import { chromium } from './modes.ts'

/** @throws Error where there is no Chromium */
export async function openBrowser(): Promise<Browser> {
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
      '--use-webgpu-adapter=swiftshader',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
    ],
  })
}
