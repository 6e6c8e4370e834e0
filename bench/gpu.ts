/** `pnpm bench --device gpu`: the kernels on each mode of the GPU that can run here, in Node and in Chromium. */

import { join } from 'node:path'
import { openHost } from '../harness/gpu/host.ts'
import { lacking, modes } from '../harness/gpu/modes.ts'
import type { Session } from './gpu/session.ts'
import type { Timed } from './gpu/timing.ts'
import { Misuse } from './misuse.ts'

const sessionFiles = {
  page: join(import.meta.dirname, 'gpu/page'),
  process: join(import.meta.dirname, 'gpu/child.ts'),
}

interface Options {
  readonly json: boolean
  /** Whether a page gets the machine's GPU, and not one that software plays. */
  readonly hardware: boolean
}

export async function benchGpu({ json, hardware }: Options): Promise<void> {
  const results = []
  for (const mode of modes) {
    const reason = lacking(mode)
    if (reason !== undefined) {
      process.stderr.write(`${mode} is left out: ${reason}\n`)
      continue
    }
    const host = await openHost<Session>(sessionFiles, mode, hardware).catch((error: Error) => {
      throw new Misuse(error.message)
    })
    try {
      const info = await host.call('info', mode)
      const kernels = await host.call('kernels', mode, !info.software)
      results.push({ ...info, kernels })
      if (json) continue
      console.log(`\n${mode}: ${info.renderer}`)
      if (info.software)
        console.log(
          'Software plays this GPU: the figures say that it runs, and nothing of the speed of a GPU.',
        )
      console.log(kernels.map(lineOf).join('\n'))
    } finally {
      await host.close()
    }
  }
  if (json) console.log(JSON.stringify(results))
}

const lineOf = ({ kernel, size, milliseconds, rate, unit }: Timed): string =>
  `${kernel.padEnd(12)} ${size.padEnd(22)} ${milliseconds.toFixed(2).padStart(9)} ms ${rate.toFixed(2).padStart(8)} ${unit}`
