import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { interruptible } from '../../../packages/cloze/src/terminal/interrupt.ts'
import { StoppedError } from '../../../packages/mlm/src/pretraining/pretrain.ts'
import { printed } from '../in-process.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate'] }))
afterEach(() => void vi.useRealTimers())

const quit = () =>
  vi.spyOn(process, 'exit').mockImplementation((status) => {
    throw new Error(`exit ${status}`)
  })

test('the first signal asks to stop; what comes at once is the same one; a later one quits with its status', async () => {
  const exit = quit()
  const { stderr } = await printed(() =>
    interruptible(async ({ aborted: before }, _saved) => {
      expect(before).toBe(false)
      process.emit('SIGTERM', 'SIGTERM')
      process.emit('SIGTERM', 'SIGTERM')
      process.emit('SIGINT', 'SIGINT')
      await vi.advanceTimersByTimeAsync(400)
      process.emit('SIGTERM', 'SIGTERM')
      expect(exit).not.toHaveBeenCalled()
      await vi.advanceTimersByTimeAsync(200)
      expect(() => process.emit('SIGTERM', 'SIGTERM')).toThrow('exit 143')
    }),
  )
  expect(stderr.match(/Stopping/g)).toHaveLength(1)
  exit.mockRestore()
})

test('when all is saved, or the run has ended, signals do what they do elsewhere', async () => {
  const before = process.listenerCount('SIGHUP')
  await interruptible(async (_signal, saved) => {
    expect(process.listenerCount('SIGHUP')).toBe(before + 1)
    saved()
    expect(process.listenerCount('SIGHUP')).toBe(before)
  })
  await interruptible(async () => {})
  expect(process.listenerCount('SIGHUP')).toBe(before)
})

test('a run that had nothing to save ends with the status of the signal', async () => {
  const failing = () =>
    interruptible(async () => {
      process.emit('SIGHUP', 'SIGHUP')
      throw new StoppedError('stopped')
    })
  let thrown: unknown
  await printed(() => failing().catch((error) => (thrown = error)))
  expect(thrown).toMatchObject({ message: 'stopped', status: 129 })
})
