import type { LabelledDocument } from '@cloze/mlm/augmentation'
import { extensionOf, fileFormatOf, lineExtensions, TEXT_FIELD } from '@cloze/mlm/corpus'
import type { CorpusRecord } from '@cloze/mlm/pretraining'
import type { NamedFile } from '../input/corpus-files.ts'
import { UsageError } from '../terminal/exit.ts'
import { asArray, asJsonLines, asLines, asTable, asText, type DocumentWriter } from './document-writers.ts'

interface Written {
  readonly files: readonly NamedFile[]
  readonly settings: CorpusRecord
  readonly out: string | undefined
}

/**
 * How documents are written: as the name of `--out` says; to stdout, as they were read, or as JSON lines where they were
 * read of files of several forms.
 * @returns what the first document decides
 * @throws UsageError where the form of `--out` would lose what records have besides their text, or needs a table that there
 * isn't
 */
export function chooseWriter({ files, settings, out }: Written): (first: LabelledDocument) => DocumentWriter {
  const field = settings.textField ?? TEXT_FIELD
  const forms = new Set(files.map(({ name }) => fileFormatOf(name)))
  const hasRecords = settings.textField !== undefined || forms.has('json') || forms.has('table')
  const asRead = ({ record }: LabelledDocument): DocumentWriter => {
    if (record === undefined || forms.size > 1) return asJsonLines(field)
    if (record.layout.kind === 'table') return asTable()
    return record.layout.kind === 'array' ? asArray(field) : asJsonLines(field)
  }
  const prose = () => (settings.documents === 'line' ? asLines() : asText())
  if (out === undefined) return hasRecords ? asRead : prose
  const end = extensionOf(out)
  if (lineExtensions.includes(end)) return () => asJsonLines(field)
  if (fileFormatOf(out) === 'table') {
    if (!hasRecords || forms.has('json')) throw noTable(out)
    return ({ record }) => {
      if (record?.layout.kind === 'table') return asTable()
      throw noTable(out)
    }
  }
  // A file of JSON lines may be called .json; what was read of one is written as one.
  if (end === 'json')
    return ({ record }) =>
      record?.layout.kind === 'lines' && files.some(({ name }) => extensionOf(name) === 'json')
        ? asJsonLines(field)
        : asArray(field)
  if (!hasRecords) return prose
  const fitting = forms.size === 1 && forms.has('table') ? 'a .csv or .jsonl file' : 'a .jsonl file'
  throw new UsageError(`--out ${out}: text would lose the labels of the records; name ${fitting}`)
}

const noTable = (out: string) =>
  new UsageError(`--out ${out}: a table is written of the rows of one table alone; name a .jsonl file`)
