/** A page of Chromium as the other end of a line. */
import { openBrowser } from './browser.ts'
import { bundle } from './bundle.ts'
import type { Line } from './line.ts'
import { serve } from './serve.ts'

type Ask = (...args: readonly unknown[]) => unknown

/** @param folder of an index.html whose script sets `globalThis.cloze` to a session */
export async function openPage(folder: string, hardware = false): Promise<Line> {
  const site = await serve(await bundle(folder))
  const browser = await openBrowser(hardware)
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`the page threw ${error}`))
  page.on('crash', () => complaints.push('the page crashed'))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`the page says: ${message.text()}`)
  })
  await page.goto(site.url)
  await page.waitForFunction(() => 'cloze' in globalThis)
  return {
    async ask(name, args) {
      const result = await page.evaluate(
        ([name, args]) =>
          (globalThis as typeof globalThis & { readonly cloze: Record<string, Ask> }).cloze[name]?.(...args),
        [name, args] as const,
      )
      if (complaints.length > 0) throw new Error(complaints.splice(0).join('\n'))
      return result
    },
    async close() {
      await browser.close()
      await site.close()
    },
  }
}
