/** Folders of Node's file system as a `Storage`, and what a command needs beside it. */

export { hasCode, ifExists, isMissing, reading, reasonOf, writing } from './errors.ts'
export { followed, linkTarget, makeFolder, nothing } from './folders.ts'
export { terminationSignals } from './processes.ts'
export { folder } from './storage.ts'
export { temporaryPathIn } from './temporary.ts'
