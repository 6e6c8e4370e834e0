/** Tests of a page that Vite bundles, in Chromium. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../harness/gpu/browser.ts'
import { bundle } from '../../harness/gpu/bundle.ts'
import { chromium } from '../../harness/gpu/modes.ts'
import { type File, serve } from '../../harness/gpu/serve.ts'

/** Opens the page anew, isolated or not, and uses it when its script has set a global of that name. */
export type Visit = <Result>(
  isolated: boolean,
  global: string,
  use: (page: Page) => Promise<Result>,
) => Promise<Result>

/** Left out where there is no Chromium; with `CI` set, that is a failure. */
export function describePage(title: string, folder: string, body: (visit: Visit) => void): void {
  describe(title, () => {
    if (!chromium()) {
      if (process.env.CI) return test('can run here', () => expect.unreachable('no chromium'))
      return test.skip('left out: no chromium', () => {})
    }
    let files: Map<string, File>
    let browser: Browser
    beforeAll(async () => {
      files = await bundle(folder)
      browser = await openBrowser()
    })
    afterAll(() => browser?.close())

    body(async (isolated, global, use) => {
      const site = await serve(files, isolated)
      const page = await browser.newPage()
      try {
        await page.goto(site.url)
        await page.waitForFunction((name) => name in globalThis, global)
        return await use(page)
      } finally {
        await page.close()
        await site.close()
      }
    })
  })
}
