import { readFileSync } from 'node:fs'
import { readSafetensors, SafetensorsError, writeSafetensors } from '@cloze/tensor/safetensors'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url))

const tensor = fc.array(fc.nat(3), { maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((product, axis) => product * axis, 1)
  const bits = fc.uint32Array({ minLength: length, maxLength: length })
  return fc.record({ shape: fc.constant(shape), values: bits.map((words) => new Float32Array(words.buffer)) })
})
const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__')
const tensors = fc
  .uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key, maxLength: 5 })
  .map((named) => named.map(([key, value]) => ({ name: key, ...value })))

/** The bits, so that NaN and −0 count as what they are. */
const bitsOf = (values: Float32Array) => [...new Uint32Array(values.buffer, values.byteOffset, values.length)]

/** A file whose header says `header`, with `size` bytes of values. */
function fileOf(header: unknown, size = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const file = new Uint8Array(8 + text.length + size)
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true)
  file.set(text, 8)
  return file
}

test.prop([tensors])('what was written is read, to the bit', (written) => {
  const { tensors: found, metadata, skipped } = readSafetensors(writeSafetensors(written))
  expect(found.size).toBe(written.length)
  for (const { name, shape, values } of written) {
    expect(found.get(name)?.shape).toEqual(shape)
    expect(bitsOf(found.get(name)?.values ?? new Float32Array())).toEqual(bitsOf(values))
  }
  expect(metadata).toEqual({ format: 'pt' })
  expect(skipped).toEqual([])
})

test.prop([tensors])('the order of tensors does not change the bytes', (written) => {
  expect(writeSafetensors([...written].reverse())).toEqual(writeSafetensors(written))
})

test.prop([tensors])('the values begin at a multiple of 8', (written) => {
  const file = writeSafetensors(written)
  expect(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8).toBe(0)
})

test.prop([tensors, fc.nat()])('a file cut short is a SafetensorsError', (written, cut) => {
  const file = writeSafetensors(written)
  expect(() => readSafetensors(file.subarray(0, cut % file.length))).toThrow(SafetensorsError)
})

test.prop([tensors, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })], {
  numRuns: 2000,
})(
  'a corrupted header is read as something else or is a SafetensorsError, never another error',
  (written, changes) => {
    const file = writeSafetensors(written)
    const headerEnd = 8 + Number(new DataView(file.buffer).getBigUint64(0, true))
    for (const [index, byte] of changes) file[index % headerEnd] = byte
    try {
      readSafetensors(file)
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError)
    }
  },
)

describe('files of Hugging Face’s own library', () => {
  test('are read: F32, F16, a scalar, an empty tensor, and what is skipped', () => {
    const { tensors: found, metadata, skipped } = readSafetensors(fixture('python.safetensors'))
    expect(metadata).toEqual({ format: 'pt' })
    expect(skipped).toEqual([{ name: 'bert.embeddings.position_ids', dtype: 'I64' }])
    const { POSITIVE_INFINITY: infinity } = Number
    expect(found.get('weight')).toEqual({
      shape: [2, 3],
      values: Float32Array.of(1.5, -0, 3.25, 1e-45, infinity, -infinity),
    })
    expect(found.get('scalar')).toEqual({ shape: [], values: Float32Array.of(0.1) })
    expect(found.get('empty')).toEqual({ shape: [0, 3], values: new Float32Array() })
    const subnormal = 2 ** -24
    expect(found.get('half')).toEqual({
      shape: [2, 5],
      values: Float32Array.of(
        0,
        -0,
        subnormal,
        -1023 * subnormal,
        2 ** -14,
        1,
        1365 / 4096,
        65504,
        -infinity,
        Number.NaN,
      ),
    })
  })

  test('are what we write, byte for byte', () => {
    const written = writeSafetensors([
      { name: 'b.bias', shape: [3], values: Float32Array.of(0.5, -2, 1e-3) },
      { name: 'a.weight', shape: [2, 2], values: Float32Array.of(1, 2, 3, -4) },
    ])
    expect(Buffer.from(written)).toEqual(fixture('python-f32.safetensors'))
  })
})

describe('F16', () => {
  const round = (values: Float32Array) =>
    readSafetensors(
      writeSafetensors([{ name: 'x', shape: [values.length], values }], { dtype: 'F16' }),
    ).tensors.get('x')?.values

  const halves = Float32Array.from({ length: 0x7c00 }, (_, bits) =>
    bits < 1024 ? bits * 2 ** -24 : (1024 + (bits & 1023)) * 2 ** ((bits >> 10) - 25),
  )

  test('every finite half comes back as it was, of either sign', () => {
    expect(round(halves)).toEqual(halves)
    expect(round(halves.map((value) => -value))).toEqual(halves.map((value) => -value))
  })

  test('a number between two halves goes to the nearer, and from the middle to the even one', () => {
    for (const nudge of [-1, 0, 1]) {
      const middles = halves.subarray(1).map((high, index) => (Number(halves[index]) + high) / 2)
      const near = middles.map((middle) => middle * (1 + nudge * 2 ** -23))
      const expected = near.map((_, index) => {
        const up = nudge === 0 ? index % 2 === 1 : nudge > 0
        return Number(halves[up ? index + 1 : index])
      })
      expect(round(near)).toEqual(expected)
    }
  })

  test('infinities and NaN stay', () => {
    const special = Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN)
    expect(round(special)).toEqual(special)
  })

  test('a number that would become infinite is an error', () => {
    expect(round(Float32Array.of(65519))).toEqual(Float32Array.of(65504))
    expect(() => round(Float32Array.of(1, -65520))).toThrow('tensor "x": -65520 is beyond F16')
  })
})

describe('a malformed file is an error that names what is wrong', () => {
  const scalar = { dtype: 'F32', shape: [], data_offsets: [0, 4] }
  const entry = (change: object) => fileOf({ w: { ...scalar, ...change } }, 4)
  const long = new Uint8Array(16)
  new DataView(long.buffer).setBigUint64(0, 100_000_001n, true)

  const wrong: [what: string, file: Uint8Array, message: string][] = [
    ['too short', new Uint8Array(7), '7 bytes, should have at least the 8'],
    ['header beyond the file', fileOf('{}').subarray(0, 9), 'header of 2 bytes, should end within the file'],
    ['header too long', long, 'header of 100000001 bytes, should be at most 100000000'],
    ['empty header', fileOf(''), 'header should start with {'],
    ['a list', fileOf('[]'), 'header should start with {'],
    ['space first', fileOf(' {}'), 'header should start with {'],
    ['not JSON', fileOf('{"w":'), 'header should be JSON'],
    [
      'entry of nothing',
      fileOf('{"w":null}'),
      'tensor "w" is null: should be { dtype, shape, data_offsets }',
    ],
    ['unknown dtype', entry({ dtype: 'F31' }), 'dtype should be one of'],
    ['dtype of a prototype', entry({ dtype: 'constructor' }), 'dtype should be one of'],
    ['negative axis', entry({ shape: [-1] }), 'shape should be integers of at least 0'],
    ['fractional axis', entry({ shape: [0.5] }), 'shape should be integers of at least 0'],
    ['no shape', entry({ shape: undefined }), 'shape should be a list'],
    ['offsets backwards', entry({ data_offsets: [4, 0] }), 'begin ≤ end'],
    ['one offset', entry({ data_offsets: [4] }), 'data_offsets should be [begin, end]'],
    ['offsets against shape', entry({ shape: [2] }), 'span 4 bytes, should span 8 for F32 [2]'],
    ['beyond the end', fileOf({ w: scalar }, 3), 'tensor "w" ends at 4, should end within the 3 bytes'],
    ['bytes left over', fileOf({ w: scalar }, 5), '5 bytes of values, should have 4'],
    ['hole at the start', fileOf({ w: { ...scalar, data_offsets: [4, 8] } }, 8), 'should begin at 0: hole'],
    [
      'overlap',
      fileOf({ v: scalar, w: { ...scalar, data_offsets: [2, 6] } }, 6),
      'should begin at 4: overlap',
    ],
    ['tensor twice', fileOf('{"w":1,"\\u0077":1}'), 'the key "w" twice'],
    ['key twice inside', fileOf('{"w":{"shape":[],"shape":[1]}}'), 'the key "shape" twice'],
    [
      'metadata of numbers',
      fileOf({ __metadata__: { epoch: 1 } }),
      '__metadata__ should be an object of strings',
    ],
  ]
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const doubles = fileOf({ w: { dtype: 'F64', shape: [2], data_offsets: [0, 16] } }, 16)
  new DataView(doubles.buffer).setFloat64(doubles.length - 8, -1e300, true)
  wrong.push(
    ['an entry that is deep', fileOf(`{"w":${deep}}`), 'tensor "w" is nested too deeply: should be'],
    [
      'a shape that is deep',
      fileOf(`{"w":{"dtype":"F32","shape":${deep},"data_offsets":[0,4]}}`, 4),
      'shape',
    ],
    ['a header deep everywhere', fileOf(`{"w":${deep.slice(0, 150_000)}`), 'header should be JSON'],
    ['a large entry', fileOf({ w: 'x'.repeat(1e6) }), `tensor "w" is "${'x'.repeat(119)}…: should be`],
    ['a name of two lines', fileOf({ 'w\nv': null }), 'tensor "w\\nv" is null'],
    [
      'the name __proto__',
      fileOf('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      'span 8',
    ],
    ['the name __proto__ twice', fileOf('{"__proto__":null,"__proto__":null}'), '"__proto__" twice'],
    [
      'a header that is said to be of 2^63 bytes',
      fileOf('{}').fill(0xff, 7, 8),
      'should be at most 100000000',
    ],
    ['offsets beyond 2^53', entry({ data_offsets: [0, 2 ** 60] }), 'data_offsets should be integers'],
    ['a shape beyond 2^53', entry({ shape: [2 ** 52, 2 ** 52] }), 'should span'],
    ['a number that float32 lacks', doubles, 'tensor "w": -1e+300 is beyond float32'],
    ['no tensors, but bytes', fileOf({}, 8), '8 bytes of values, should have 0'],
    ['nothing', new Uint8Array(), '0 bytes, should have at least the 8'],
  )
  for (const [what, file, message] of wrong)
    test(what, () => {
      expect(() => readSafetensors(file, 'model.safetensors')).toThrow(SafetensorsError)
      expect(() => readSafetensors(file, 'model.safetensors')).toThrow('model.safetensors: ')
      expect(() => readSafetensors(file, 'model.safetensors')).toThrow(message)
    })
})

test('a tensor called __proto__ is one like any other', () => {
  const file = writeSafetensors([{ name: '__proto__', shape: [1], values: Float32Array.of(2) }])
  expect([...readSafetensors(file).tensors]).toEqual([
    ['__proto__', { shape: [1], values: Float32Array.of(2) }],
  ])
})

describe('tensors that no file can hold are an error', () => {
  const values = new Float32Array(2)
  test('a name used twice', () => {
    const twice = [
      { name: 'w', shape: [2], values },
      { name: 'w', shape: [2], values },
    ]
    expect(() => writeSafetensors(twice)).toThrow('tensor "w": the name is taken')
  })
  test('the name of the metadata', () => {
    expect(() => writeSafetensors([{ name: '__metadata__', shape: [2], values }])).toThrow(
      'the name is taken',
    )
  })
  test('a shape that its values do not fill', () => {
    expect(() => writeSafetensors([{ name: 'w', shape: [3], values }])).toThrow(
      'shape [3] should hold its 2 values',
    )
    expect(() => writeSafetensors([{ name: 'w', shape: [-1, -2], values }])).toThrow(SafetensorsError)
  })
})
