import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { alternating, apart, figureOf, warmHalf } from '../../bench/peers/alternate.ts'
import { calls } from '../../bench/peers/calls.ts'
import { ask } from '../../bench/peers/child.ts'
import { comparison } from '../../bench/peers/comparison.ts'
import { peers } from '../../bench/peers/peers.ts'
import { bench } from './run.ts'

test('contestants take turns, round by round', async () => {
  const turns: string[] = []
  const contestant = (name: string) => ({
    name,
    run: async () => turns.push(name),
  })
  const results = await alternating([contestant('a'), contestant('b')], 3)
  expect(turns).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
  expect(results).toEqual(
    new Map([
      ['a', [1, 3, 5]],
      ['b', [2, 4, 6]],
    ]),
  )
})

const traces = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 9 })

describe('how far apart two traces are', () => {
  test.prop([traces])('is 0 for a trace and itself', (trace) => {
    expect(apart(trace, trace)).toBe(0)
  })
  test.prop([traces, fc.double({ min: 0.001, max: 0.1, noNaN: true })])(
    'is the largest share by which they differ',
    (trace, share) => {
      const other = trace.map((value) => value * (1 + share))
      expect(apart(trace, other)).toBeLessThanOrEqual(share)
      expect(apart(other, trace)).toBe(apart(trace, other))
    },
  )
  test('is endless where one is shorter, or no number', () => {
    for (const [a, b] of [
      [[1, 2], [1]],
      [[], []],
      [[1], [Number.NaN]],
    ] as const)
      expect(apart(a, b)).toBe(Number.POSITIVE_INFINITY)
  })
})

test('the first half of what is timed is warmup', () => {
  expect(warmHalf([9, 8, 1, 2])).toEqual([1, 2])
  expect(figureOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 })
})

test('a ratio above 1 says that ours is better, whichever way is good', () => {
  const figures = (ours: number, theirs: number) =>
    [
      { name: 'cloze', ...figureOf([ours]), ran: '' },
      { name: 'peer', ...figureOf([theirs]), ran: '' },
    ] as const
  expect(comparison('speed', 'tokens/s', figures(200, 100), 'more').ratios).toEqual({ peer: 2 })
  expect(comparison('time', 'ms', figures(10, 20), 'less').ratios).toEqual({ peer: 2 })
})

test('a goal is met by what does not exceed it, and where there is none nothing is said', () => {
  const figures = (ours: number) => [{ name: 'cloze', ...figureOf([ours]), ran: '' }]
  expect(comparison('time', 'µs', figures(2), 'less', 2).goal).toEqual({ most: 2, met: true })
  expect(comparison('time', 'µs', figures(2.1), 'less', 2).goal).toEqual({ most: 2, met: false })
  expect(comparison('time', 'µs', figures(2), 'less')).not.toHaveProperty('goal')
})

test('calls on eight elements are held to their goals, with a tape and without', async () => {
  const run = await bench('peers', '--only', 'calls', '--rounds', '1', '--steps', '1', '--json')
  expect(run).toMatchObject({ status: 0, stderr: '' })
  const goals = JSON.parse(run.stdout).outcomes.flatMap(
    ({ goal }: { goal?: { most: number } }) => goal?.most ?? [],
  )
  expect(goals).toEqual([...calls.map(() => 2), ...calls.map(() => 5)])
})

describe('a process', () => {
  const node = (code: string) => ask<unknown>(process.execPath, ['-e', code])
  test('answers with its last line', async () => {
    expect(await node('console.log("hello"); console.log(JSON.stringify({ a: 1 }))')).toEqual({ a: 1 })
  })
  test('that fails, or prints no JSON, is an error with what it said', async () => {
    await expect(node('throw new Error("no such peer")')).rejects.toThrow('no such peer')
    await expect(node('console.log("hello")')).rejects.toThrow('printed no JSON: hello')
  })
})

test('a peer that is not installed is said to be so, with the command that installs it', async () => {
  const run = await bench(
    'peers',
    '--only',
    'matmul',
    '--sizes',
    '16',
    '--rounds',
    '1',
    '--steps',
    '1',
    '--json',
  )
  expect(run).toMatchObject({ status: 0, stderr: '' })
  const { outcomes, machine } = JSON.parse(run.stdout)
  expect(machine.node).toBe(process.version)
  const reasons = outcomes.flatMap(({ reason }: { reason?: string }) => reason ?? [])
  const measured = outcomes.flatMap(({ figures = [] }: { figures?: { name: string }[] }) =>
    figures.map(({ name }) => name),
  )
  for (const peer of peers.filter(({ name }) => ['tfjs', 'jax-js'].includes(name)))
    if (await peer.installed()) expect(measured).toContain(peer.name)
    else expect(reasons).toContain(`${peer.name} is not installed: ${peer.install}`)
})
