/** What `--tokenizer` names, and how one is learnt. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { folderStorage } from '@cloze/mlm/node'
import {
  isTokenizerKind,
  loadTokenizer,
  type Tokenizer,
  type TokenizerKind,
  tokenizerKinds,
  VOCABULARY_FILE,
} from '@cloze/mlm/tokenizer'
import { Option } from '@commander-js/extra-typings'
import { integerFrom } from '../flags/flags.ts'
import { explain, UsageError } from '../terminal/exit.ts'

/** On each command that learns a tokenizer. */
export const alphabetLimitFlag = () =>
  new Option(
    '--alphabet-limit <count>',
    'of WordPiece: the most characters to know, the most frequent; as many as the text needs where left out',
  ).argParser(integerFrom(1))

/** @throws UsageError if an alphabet is limited where none is learnt */
export function checkAlphabetLimit(limit: number | undefined, learnt: string | undefined): void {
  if (limit !== undefined && learnt !== 'wordpiece')
    throw new UsageError(
      `--alphabet-limit ${limit}: is of WordPiece that is learnt from text${learnt === undefined ? '' : `, not of ${learnt}`}`,
    )
}

/** A kind to train, or the tokenizer of a folder or a file. */
export async function readTokenizer(name: string): Promise<TokenizerKind | Tokenizer> {
  return isTokenizerKind(name) ? name : openTokenizer(name)
}

/** The tokenizer of a folder with a tokenizer.json or a vocab.txt, or of such a file; its messages name the path. */
export async function openTokenizer(path: string): Promise<Tokenizer> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined)
    throw new UsageError(
      `${path}: there is no such file or folder; name one that holds a tokenizer.json or a vocab.txt, or for pretrain ${Object.keys(tokenizerKinds).join(', ')}`,
    )
  const [folder, file] = found.isDirectory() ? [path, undefined] : [dirname(path), basename(path)]
  const storage = folderStorage(folder)
  if (
    file === undefined &&
    !(await storage.exists('tokenizer.json')) &&
    !(await storage.exists(VOCABULARY_FILE))
  )
    throw new UsageError(
      `${path}: is no tokenizer folder: it has no tokenizer.json and no ${VOCABULARY_FILE}`,
    )
  try {
    return await loadTokenizer(storage, file)
  } catch (error) {
    const message = explain(error)
    const where = namesFile.test(message) ? join(folder, message) : `${folder}: ${message}`
    throw new Error(where, { cause: error })
  }
}

/** A message of what is wrong with a file of the folder begins with its name. */
const namesFile = /^[^\s/]+: /

/** Whether what is named is the tokenizer of that folder, which is then to stay in it. */
export const isTokenizerIn = (name: string, path: string): boolean =>
  [name, dirname(name)].some((each) => resolve(each) === resolve(path))
