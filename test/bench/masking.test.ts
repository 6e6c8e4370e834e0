import { strategies } from '@cloze/mlm/masking'
import { describe, expect, test } from 'vitest'
import { bench } from './run.ts'

describe('the masking strategies compared', () => {
  test('have a row each, with the baselines and their spread over seeds', async () => {
    const flags = ['--seeds', '2', '--steps', '2', '--vocab-size', '300', '--threads', '1']
    const { status, stdout } = await bench('masking', '--corpus', 'CONTRIBUTING.md', ...flags)
    expect(status).toBe(0)
    const rows = stdout.trimEnd().split('\n')
    expect(rows).toHaveLength(2 + strategies.length)
    for (const [row, { name }] of strategies.entries())
      expect(rows[2 + row]).toMatch(new RegExp(`^\\| ${name} \\|( \\d+\\.\\d+ ± \\d+\\.\\d+ \\|){6}$`))
  })
})
