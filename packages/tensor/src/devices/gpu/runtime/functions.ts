/**
 * The functions that kernels may call. GPU.js puts them before the kernel in an order that does not follow their calls,
 * so none calls another, except in WGSL, where the order does not matter.
 */
import type { GPU, GPUVariableType } from 'gpu.js'

interface HelperFunction {
  readonly source: string
  readonly returnType: GPUVariableType
  readonly argumentTypes: Record<string, GPUVariableType>
}

/** Powers of two by halves of the exponent, largest first: products of them are exact. */
const STEPS = [64, 32, 16, 8, 4, 2, 1]

/** value = ±1 ≤ a < ±2 after scaling, and `e`, the exponent that this took. */
const normalise = `
  let a = Math.abs(x);
  let e = 0;
  ${STEPS.map((step) => `if (a >= ${2 ** step}) { a = a * ${2 ** -step}; e = e + ${step}; }`).join('\n  ')}
  ${STEPS.map((step) => `if (a < ${2 ** (1 - step)}) { a = a * ${2 ** step}; e = e - ${step}; }`).join('\n  ')}`

/** 2^power in `name`, for whole powers of −126 … 127. */
const powerOfTwo = (name: string, power: string): string => `
  let ${name} = 1;
  let ${name}Left = Math.abs(${power});
  ${STEPS.map(
    (step) => `if (${name}Left >= ${step}) {
    ${name} = ${name} * ((${power} < 0) ? ${2 ** -step} : ${2 ** step});
    ${name}Left = ${name}Left - ${step};
  }`,
  ).join('\n  ')}`

const LARGEST = 3.4028234663852886e38
const SMALLEST_NORMAL = 2 ** -126

const functions: readonly HelperFunction[] = [
  {
    source: 'function whole(x) { return Math.floor(x + 0.5); }',
    returnType: 'Integer',
    argumentTypes: { x: 'Float' },
  },
  {
    // The reciprocal of a number beyond 2¹²⁶ is denormal, and 0 on many GPUs: both are made smaller, exactly where it matters.
    source: `function dividedBy(x, y) {
  let scale = (Math.abs(y) > ${2 ** 100}) ? ${2 ** -32} : 1;
  return (x * scale) / (y * scale);
}`,
    returnType: 'Float',
    argumentTypes: { x: 'Float', y: 'Float' },
  },
  {
    source: `function exponentOf(x) {${normalise}
  let finite = (Math.abs(x) < ${SMALLEST_NORMAL}) ? -127 : e;
  return (Math.abs(x) <= ${LARGEST}) ? finite : 128;
}`,
    returnType: 'Float',
    argumentTypes: { x: 'Float' },
  },
  {
    source: `function significandOf(x) {${normalise}
  let finite = (Math.abs(x) < ${SMALLEST_NORMAL}) ? 1 : a;
  let size = (Math.abs(x) <= ${LARGEST}) ? finite : 1;
  return (x < 0) ? -size : size;
}`,
    returnType: 'Float',
    argumentTypes: { x: 'Float' },
  },
  {
    source: `function scaledBy(x, power) {
  let n = Math.max(-252, Math.min(254, power));
  let half = Math.floor(n / 2);
  let rest = n - half;${powerOfTwo('first', 'half')}${powerOfTwo('second', 'rest')}
  return (x * first) * second;
}`,
    returnType: 'Float',
    argumentTypes: { x: 'Float', power: 'Float' },
  },
]

const whole = { x: 'Integer', n: 'Integer' } as const

/** ⌊x / n⌋: GLSL divides whole numbers exactly. */
const NATIVE_QUOTIENT = 'int quotient(int x, int n) { return x / n; }'

/** ⌊x / n⌋ in WGSL, where GPU.js divides floats alone: a first guess, what it left over, and at most one to mend. */
const portableQuotient: readonly HelperFunction[] = [
  {
    source: 'function guess(x, n) { return Math.floor(x / n); }',
    returnType: 'Integer',
    argumentTypes: whole,
  },
  {
    source: 'function mend(x, n, q) { return (x - q * n < 0) ? q - 1 : ((x - q * n >= n) ? q + 1 : q); }',
    returnType: 'Integer',
    argumentTypes: { ...whole, q: 'Integer' },
  },
  {
    source: 'function quotient(x, n) { return mend(x, n, guess(x, n) + guess(x - guess(x, n) * n, n)); }',
    returnType: 'Integer',
    argumentTypes: whole,
  },
]

/** Makes the functions known to an instance that has no kernels yet. */
export function addFunctions(gpu: GPU, language: 'glsl' | 'wgsl'): void {
  if (language === 'glsl')
    gpu.addNativeFunction('quotient', NATIVE_QUOTIENT, { returnType: 'Integer', argumentTypes: whole })
  for (const { source, ...types } of language === 'glsl' ? functions : [...functions, ...portableQuotient])
    gpu.addFunction(source as never, types) // its types know functions alone; it takes their text as well
}
