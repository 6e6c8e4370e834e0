/** A file of a corpus, wherever it lies: a folder of Node's, a page's `File`, memory. */
export interface CorpusFile {
  /** For messages; its end says what the file holds: records (`.jsonl`, `.ndjson`, `.json`, `.csv`, `.tsv`), or prose. */
  readonly name: string
  /** Its bytes from the first one on, in chunks of any size; plain, or compressed by gzip. */
  open(): AsyncIterable<Uint8Array>
}
