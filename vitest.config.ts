import { defineConfig } from 'vitest/config'

/** What counts the memory, the handles or the threads of its whole process: each has one of its own. */
const alone = [
  'test/mlm/node/replacement.test.ts', // mocks the file system
  'test/mlm/node/temporary.test.ts',
  'test/mlm/training/memory.test.ts',
  'test/tensor/devices/cpu/cpu.test.ts',
  'test/tensor/devices/cpu/threads/pool.test.ts',
]

const timeouts = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // One for each core: most of a run is loading files, and commands that are run as processes.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...timeouts,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: alone,
          globalSetup: ['test/gpu/left-out.ts', 'test/same-bits/left-out.ts'],
          // Files share what they import: loading it anew for each of them took longer than most tests.
          isolate: false,
          setupFiles: ['test/no-tensor-left.ts'],
        },
      },
      { test: { ...timeouts, name: 'alone', include: alone } },
    ],
  },
})
