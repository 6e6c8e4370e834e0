import { preview } from './preview.ts'

// A safetensors file: 8 bytes with the header's length N (little-endian), N bytes of JSON that say what each tensor
// is and where its values lie, then the values, with no gap and no overlap. Typed arrays use the machine's own byte
// order, which is the file's (little-endian) wherever JavaScript engines run today.

/**
 * A malformed file, or tensors that no file can hold; the message names file, tensor and what would be right.
 * @example
 * readSafetensors(new Uint8Array(4), 'model.safetensors') // throws SafetensorsError: model.safetensors…
 */
export class SafetensorsError extends Error {
  override name = 'SafetensorsError'
}

/** A tensor of a file: row-major, float32. */
export interface StoredTensor {
  readonly shape: readonly number[]
  /** Row by row; as many as the shape has elements. */
  readonly values: Float32Array
}

/** What a file holds. */
export interface SafetensorsFile {
  readonly tensors: Map<string, StoredTensor>
  readonly metadata: Record<string, string>
  /** Well-formed entries of other dtypes than F32, F16, BF16 and F64: position ids, for one. */
  readonly skipped: readonly { readonly name: string; readonly dtype: string }[]
}

/** The limit of Hugging Face's own reader, in bytes. */
const LONGEST_HEADER = 100_000_000

/** How many bits a value of each dtype has. */
const widths = new Map(
  Object.entries({
    ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6 },
    ...{ BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8 },
    ...{ I16: 16, U16: 16, F16: 16, BF16: 16, I32: 32, U32: 32, F32: 32, I64: 64, U64: 64, F64: 64, C64: 64 },
  }),
)

interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

type Fail = (what: string) => never

/**
 * Reads the F32, F16, BF16 and F64 tensors of a safetensors file. F16 and BF16 become float32 exactly, F64 the nearest.
 * @param fileName to name in errors
 * @throws SafetensorsError
 * @example
 * const bytes = writeSafetensors([{ name: 'w', shape: [2], values: Float32Array.of(1, 2) }])
 * readSafetensors(bytes, 'model.safetensors').tensors.get('w')?.values // [1, 2]
 */
export function readSafetensors(bytes: Uint8Array, fileName = 'safetensors'): SafetensorsFile {
  const fail: Fail = (what) => {
    throw new SafetensorsError(`${fileName}: ${what}`)
  }
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) // a Buffer's slice doesn't copy
  const { header, dataStart } = readHeader(file, fail)
  const data = file.subarray(dataStart)
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => readEntry(name, entry, fail))
  checkLayout(entries, data.length, fail)

  const tensors = new Map<string, StoredTensor>()
  const skipped: { name: string; dtype: string }[] = []
  for (const { name, dtype, shape, begin, end } of entries) {
    const decode = decoders.get(dtype)
    if (decode === undefined) skipped.push({ name, dtype })
    else {
      const failing: Fail = (what) => fail(`tensor ${preview(name)}: ${what}`)
      tensors.set(name, { shape, values: decode(data.slice(begin, end).buffer, failing) }) // a copy is aligned
    }
  }
  return { tensors, metadata: readMetadata(header, fail), skipped }
}

function readHeader(file: Uint8Array, fail: Fail): { header: Record<string, unknown>; dataStart: number } {
  if (file.length < 8) fail(`${file.length} bytes, should have at least the 8 of the header's length`)
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true))
  if (length > LONGEST_HEADER) fail(`header of ${length} bytes, should be at most ${LONGEST_HEADER}`)
  if (length > file.length - 8)
    fail(
      `header of ${length} bytes, should end within the file, which has ${file.length - 8} after its length`,
    )
  const bytes = file.subarray(8, 8 + length)
  if (bytes[0] !== 0x7b) fail('header should start with {')
  let text: string
  let header: Record<string, unknown>
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    header = JSON.parse(text)
  } catch (error) {
    return fail(`header should be JSON in UTF-8: ${error instanceof Error ? error.message : error}`)
  }
  const repeated = repeatedKey(text)
  if (repeated !== undefined) fail(`header has the key ${preview(repeated)} twice, should have it once`)
  return { header, dataStart: 8 + length }
}

/** The first key that some object in `json`, valid JSON, holds twice: JSON.parse keeps the last and says nothing. */
function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = []
  let opened = -1 // where the string that we are in began
  let latest = '""'
  for (const { 0: token, index } of json.matchAll(/\\.|["{}:]/gs)) {
    if (token === '"') {
      if (opened >= 0) latest = json.slice(opened, index + 1)
      opened = opened >= 0 ? -1 : index
    } else if (opened >= 0) continue
    else if (token === '{') objects.push(new Set())
    else if (token === '}') objects.pop()
    else {
      const key: string = JSON.parse(latest)
      if (objects.at(-1)?.has(key)) return key
      objects.at(-1)?.add(key)
    }
  }
  return undefined
}

function readEntry(name: string, entry: unknown, fail: Fail): Entry {
  const complaints = isRecord(entry) ? complaintsOf(entry) : ['should be { dtype, shape, data_offsets }']
  if (complaints.length > 0)
    return fail(`tensor ${preview(name)} is ${preview(entry)}: ${complaints.join('; ')}`)
  const { dtype, shape, data_offsets } = entry as StoredEntry
  const [begin, end] = data_offsets
  const size = (shape.reduce((product, axis) => product * axis, 1) * (widths.get(dtype) ?? 0)) / 8
  if (end - begin !== size)
    fail(
      `tensor ${preview(name)}: data_offsets span ${end - begin} bytes, should span ${size} for ${dtype} [${shape}]`,
    )
  return { name, dtype, shape, begin, end }
}

interface StoredEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [begin: number, end: number]
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0

/** What of an entry is not as it should be. */
function complaintsOf({ dtype, shape, data_offsets: offsets }: Readonly<Record<string, unknown>>): string[] {
  const counts = 'should be integers of at least 0'
  const complaints: string[] = []
  if (typeof dtype !== 'string') complaints.push('dtype should be a string')
  else if (!widths.has(dtype)) complaints.push(`dtype should be one of ${[...widths.keys()].join(', ')}`)
  if (!Array.isArray(shape)) complaints.push('shape should be a list of integers')
  else if (!shape.every(isCount)) complaints.push(`shape ${counts}`)
  if (!Array.isArray(offsets) || offsets.length !== 2) complaints.push('data_offsets should be [begin, end]')
  else if (!offsets.every(isCount)) complaints.push(`data_offsets ${counts}`)
  else if (offsets[0] > offsets[1]) complaints.push('data_offsets should be [begin, end] with begin ≤ end')
  return complaints
}

/** Each tensor begins where the one before it ended, and the last ends with the file. */
function checkLayout(entries: readonly Entry[], length: number, fail: Fail): void {
  let covered = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      fail(
        `tensor ${preview(name)} begins at ${begin}, should begin at ${covered}: ${begin < covered ? 'overlap' : 'hole'}`,
      )
    if (end > length)
      fail(`tensor ${preview(name)} ends at ${end}, should end within the ${length} bytes of values`)
    covered = end
  }
  if (covered !== length)
    fail(`${length} bytes of values, should have ${covered}, where the last tensor ends`)
}

function readMetadata(header: Record<string, unknown>, fail: Fail): Record<string, string> {
  const metadata = header.__metadata__ ?? {}
  const isRight = isRecord(metadata) && Object.values(metadata).every((each) => typeof each === 'string')
  return isRight ? (metadata as Record<string, string>) : fail('__metadata__ should be an object of strings')
}

const decoders = new Map<string, (stored: ArrayBuffer, fail: Fail) => Float32Array>([
  ['F32', (stored) => new Float32Array(stored)],
  ['F16', (stored) => Float32Array.from(new Uint16Array(stored), fromHalf)],
  [
    'BF16',
    (stored) => new Float32Array(Uint32Array.from(new Uint16Array(stored), (bits) => bits << 16).buffer),
  ],
  ['F64', nearest],
])

/** @throws SafetensorsError on a number that float32 can't hold: it would be infinite */
function nearest(stored: ArrayBuffer, fail: Fail): Float32Array {
  const values = new Float64Array(stored)
  const rounded = Float32Array.from(values)
  const lost = values.findIndex((value, index) => Number.isFinite(value) && !Number.isFinite(rounded[index]))
  return lost < 0 ? rounded : fail(`${values[lost]} is beyond float32, which ends at ±3.4e38`)
}

/** The value of a float16: 1 sign bit, 5 of exponent, 10 of fraction. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/** The float16 nearest to a float32, the even one of two as near. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const magnitude = Math.abs(value)
  if (Number.isNaN(value)) return 0x7e00
  if (magnitude >= 65520) return sign | 0x7c00 // halfway from the largest half to the next power of two, or above
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), -14) // −14: the subnormals' too
  const steps = magnitude * 2 ** (10 - exponent) + 2 ** 52 - 2 ** 52 // float64 has no fractions at 2^52
  return sign | (((exponent + 14) << 10) + steps) // 1024 steps are one exponent, so a carry is right
}

/** How a file is written. */
export interface WriteOptions {
  /** F16 rounds to nearest even. */
  readonly dtype?: 'F32' | 'F16'
  /** `{ format: 'pt' }` where left out: transformers asks for it. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Writes a safetensors file: the same tensors give the same bytes, in whatever order they come.
 * @throws SafetensorsError on a name used twice, a shape that its values don't fill, a value that F16 can't hold
 * @example
 * const bytes = writeSafetensors([{ name: 'w', shape: [2], values: Float32Array.of(1, 2) }])
 * bytes.length // 104
 */
export function writeSafetensors(
  tensors: Iterable<StoredTensor & { readonly name: string }>,
  { dtype = 'F32', metadata = { format: 'pt' } }: WriteOptions = {},
): Uint8Array {
  const sorted = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1))
  const header = new Map<string, unknown>([['__metadata__', metadata]])
  const parts: Uint8Array[] = []
  let end = 0
  for (const { name, shape, values } of sorted) {
    if (header.has(name))
      throw new SafetensorsError(`tensor ${preview(name)}: the name is taken, should be used once`)
    const stored = dtype === 'F16' ? toHalves(name, values) : values
    checkShape(name, shape, values.length)
    const begin = end
    end += stored.byteLength
    header.set(name, { dtype, shape, data_offsets: [begin, end] })
    parts.push(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength))
  }
  return assemble(new TextEncoder().encode(JSON.stringify(Object.fromEntries(header))), parts, end)
}

function checkShape(name: string, shape: readonly number[], length: number): void {
  const size = shape.reduce((product, axis) => product * axis, 1)
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0) || size !== length)
    throw new SafetensorsError(`tensor ${preview(name)}: shape [${shape}] should hold its ${length} values`)
}

function toHalves(name: string, values: Float32Array): Uint16Array {
  const halves = Uint16Array.from(values, toHalf)
  const lost = values.findIndex(
    (value, index) => Number.isFinite(value) && (Number(halves[index]) & 0x7fff) === 0x7c00,
  )
  if (lost >= 0)
    throw new SafetensorsError(
      `tensor ${preview(name)}: ${values[lost]} is beyond F16, which ends at ±65504; write F32`,
    )
  return halves
}

function assemble(header: Uint8Array, parts: readonly Uint8Array[], size: number): Uint8Array {
  const padded = Math.ceil(header.length / 8) * 8 // so that values are aligned
  if (padded > LONGEST_HEADER)
    throw new SafetensorsError(`header of ${padded} bytes, should be at most ${LONGEST_HEADER}`)
  const file = new Uint8Array(8 + padded + size)
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true)
  file.fill(0x20, 8, 8 + padded).set(header, 8)
  let offset = 8 + padded
  for (const part of parts) {
    file.set(part, offset)
    offset += part.length
  }
  return file
}
