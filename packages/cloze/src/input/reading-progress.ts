import { Presets, SingleBar } from 'cli-progress'
import type { NamedFile } from './corpus-files.ts'

interface ReadingProgress {
  /** The same files; what is read of them is counted. */
  readonly files: readonly NamedFile[]
  /** Read so far, as they are on the disk. */
  bytes(): number
  stop(): void
}

const MEGABYTE = 1e6

/** Counts bytes, and shows a bar where a person looks on and all sizes are known. */
export function readingProgress(files: readonly NamedFile[]): ReadingProgress {
  let read = 0
  const total = files.reduce((sum, { size = Number.NaN }) => sum + size, 0)
  const bar =
    process.stderr.isTTY && Number.isFinite(total)
      ? new SingleBar(
          {
            format: '{bar} {value}/{total} MB · {eta} s left',
            stream: process.stderr,
            clearOnComplete: true,
          },
          Presets.shades_classic,
        )
      : undefined
  bar?.start(Math.ceil(total / MEGABYTE), 0)
  const counted = (file: NamedFile): NamedFile => ({
    ...file,
    async *open() {
      for await (const chunk of file.open()) {
        read += chunk.length
        bar?.update(Math.floor(read / MEGABYTE))
        yield chunk
      }
    },
  })
  return { files: files.map(counted), bytes: () => read, stop: () => bar?.stop() }
}
