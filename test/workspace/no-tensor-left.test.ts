import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('a file whose tests pass fails for the tensors that it leaves', async () => {
  const program = `
    import { startVitest } from 'vitest/node'
    await startVitest('test', [], {
      config: false,
      include: ['test/workspace/forgetful.ts'],
      setupFiles: ['test/no-tensor-left.ts'],
      isolate: false,
      watch: false,
      reporters: ['json'],
    })`
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: root })
  const { stdout } = await run.catch((failed: { stdout: string }) => failed)
  const report = JSON.parse(stdout.slice(stdout.indexOf('{')))
  expect(report).toMatchObject({ success: false, numPassedTests: 2, numFailedTests: 0 })
  expect(report.testResults[0].message).toContain(
    'tensors that this file made and disposed of nowhere: expected 2 to be',
  )
})
