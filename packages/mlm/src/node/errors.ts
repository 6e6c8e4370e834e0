import { getSystemErrorMap } from 'node:util'

/**
 * Whether an error of Node's has one of these codes.
 * @example
 * const error = await folder(directory).read('notes.txt').catch((found) => found)
 * hasCode(error, 'ENOENT') // true
 */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.some((code) => code === error.code)

/**
 * Whether an error of Node's says that there is no such path: nothing of that name, or a file where a folder should be.
 * @example
 * const error = await folder(directory).read('notes.txt').catch((found) => found)
 * isMissing(error) // true
 */
export const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT', 'ENOTDIR')

/**
 * What is awaited; nothing where there is no such path.
 * @example
 * await ifThere(folder(directory).read('notes.txt')) // undefined
 */
export const ifThere = <Result>(found: Promise<Result>): Promise<Result | undefined> =>
  found.catch((error) => {
    if (isMissing(error)) return undefined
    throw error
  })

/**
 * Why the system refused, in its words (`no space left on device`); nothing of an error that isn't the system's.
 * @example
 * const error = await folder(directory).read('notes.txt').catch((found) => found)
 * reasonOf(error) // 'no such file or directory'
 */
export function reasonOf(error: unknown): string | undefined {
  const number = error instanceof Error && 'errno' in error ? error.errno : undefined
  return typeof number === 'number' ? getSystemErrorMap().get(number)?.[1] : undefined
}

/** A file that can't be written; the message names it as it was given, and says why. */
export class OutputError extends Error {
  override readonly name = 'OutputError'
}

/** A file that can't be read; the message names it as it was given, and says why. */
class InputError extends Error {
  override readonly name = 'InputError'
}

/**
 * What `body` fails with, if the system refused it, as a failure to write `path`.
 * @throws OutputError that names `path`, and the system's reason; all else as it is
 * @example
 * await writing('notes.txt', async () => 'written') // 'written'
 */
export const writing = <Result>(path: string, body: () => Promise<Result>): Promise<Result> =>
  body().catch((error) => {
    const reason = reasonOf(error)
    if (reason === undefined) throw error
    throw new OutputError(`${path}: can not be written: ${reason}`, { cause: error })
  })

/**
 * As `writing`, of what is read.
 * @throws InputError that names `path`, and the system's reason; all else as it is
 * @example
 * const missing = reading('notes.txt', () => folder(directory).read('notes.txt'))
 * await missing // throws InputError: notes.txt: can not be read: no such file or directory
 */
export const reading = <Result>(path: string, body: () => Promise<Result>): Promise<Result> =>
  body().catch((error) => {
    const reason = reasonOf(error)
    if (reason === undefined) throw error
    throw new InputError(`${path}: can not be read: ${reason}`, { cause: error })
  })
