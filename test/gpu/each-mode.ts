import type { GpuMode } from '@cloze/tensor'
import { describe, test } from 'vitest'
import { lacking, modes } from '../../harness/gpu/modes.ts'

/** Describes each mode. One that can't run here is left out, or a failure where everything has to be there. */
export function eachMode(body: (mode: GpuMode) => void): void {
  for (const mode of modes)
    describe(mode, () => {
      const reason = lacking(mode)
      if (reason === undefined) body(mode)
      else if (process.env.CI)
        test('can run here', () => {
          throw new Error(reason)
        })
      else test.skip(`left out: ${reason}`, () => {})
    })
}
