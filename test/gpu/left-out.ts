/** Says once, before all tests, which modes of the GPU they leave out, and why. */
import { lacking, modes } from '../../harness/gpu/modes.ts'

export function setup(): void {
  const left = modes.flatMap((mode) => {
    const reason = lacking(mode)
    return reason === undefined ? [] : [`${mode} (${reason})`]
  })
  if (left.length > 0) console.warn(`GPU modes that are not tested here: ${left.join(', ')}`)
}
