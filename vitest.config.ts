import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/gpu/left-out.ts', 'test/same-bits/left-out.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
