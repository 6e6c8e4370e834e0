/** Shows the fingerprint to the test that drives the page. */
import { createCpu } from '@cloze/tensor'
import { type Fingerprint, fingerprint } from '../../../harness/fingerprint.ts'

/** What came of a page, the threads that it had, and why there were no more. */
export interface PageFingerprint extends Fingerprint {
  readonly threads: number
  readonly limitation: string | undefined
}

Object.assign(globalThis, {
  async fingerprint(threads: number): Promise<PageFingerprint> {
    const device = createCpu({ threads })
    const { limitation } = device
    const found = { ...(await fingerprint(device)), threads: device.threads, limitation }
    device.dispose()
    return found
  },
})
