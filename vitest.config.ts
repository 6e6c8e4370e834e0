import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/gpu/left-out.ts', 'test/same-bits/left-out.ts'],
    // One for each core: most of a run is loading files, and commands that are run as processes.
    maxWorkers: '100%',
    // Files share what they import: loading it anew for each of them took longer than most tests.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
