/** Folders of Node's file system as a `Storage`, and what a command needs beside it. */

export { hasCode, ifExists, isMissing, reasonOf, withReadErrors, withWriteErrors } from './errors.ts'
export { linkTarget, makeFolder, noCleanup, resolveLinks } from './folders.ts'
export { terminationSignals } from './processes.ts'
export { folderStorage } from './storage.ts'
export { temporaryPathIn } from './temporary.ts'
