import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { Bytes } from '../../../../../../packages/tensor/src/devices/cpu/assembler/code/code.ts'

describe('numbers of the binary format', () => {
  test.prop([fc.integer()])('a signed one is what its bytes say, seven bits at a time', (value) => {
    const { bytes } = new Bytes().signed(value)
    let read = 0
    bytes.forEach((byte, place) => {
      read |= (byte & 0x7f) << (7 * place)
    })
    const bits = 7 * bytes.length
    if (bits < 32 && ((bytes.at(-1) ?? 0) & 0x40) !== 0) read |= -1 << bits
    expect(read | 0).toBe(value)
    expect(bytes.slice(0, -1).every((byte) => byte >= 0x80)).toBe(true)
  })

  test.prop([fc.nat(2 ** 31 - 1)])('an unsigned one is what its bytes say', (value) => {
    const { bytes } = new Bytes().unsigned(value)
    expect(bytes.reduce((sum, byte, place) => sum + (byte & 0x7f) * 2 ** (7 * place), 0)).toBe(value)
  })
})
