/** The code of an error of Node's: `'ENOENT'`, … */
export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
