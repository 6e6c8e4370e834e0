import type { CorpusError } from '@cloze/mlm/corpus'
import { say } from '../terminal/progress.ts'
import { visible } from '../terminal/visible.ts'

/** How many invalid documents are told of one by one. */
const TOLD = 3

/** Counts the documents of a reading that are left out. */
export class LeftOut {
  invalidCount = 0
  duplicates = 0
  /** Of the first invalid ones, where they are and why. */
  readonly first: string[] = []

  readonly invalid = (error: CorpusError): void => {
    this.invalidCount += 1
    if (this.first.length < TOLD) this.first.push(whereAndWhy(error))
  }

  readonly duplicate = (): void => {
    this.duplicates += 1
  }

  /** In lines for a person; none where nothing was left out. */
  lines(): string[] {
    const counts = Object.entries({ invalid: this.invalidCount, duplicate: this.duplicates })
    const found = counts
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
    return found.length === 0
      ? []
      : [`Documents left out: ${found.join(', ')}.`, ...this.first.map((each) => `  ${visible(each)}`)]
  }

  /** Says the lines, once the corpus was read; a second reading would count all of it again. */
  warn(): void {
    for (const line of this.lines()) say(line)
  }
}

/** Without the advice at its end, which was followed. */
function whereAndWhy({ message }: CorpusError): string {
  const advice = message.lastIndexOf('; ')
  return advice < 0 ? message : message.slice(0, advice)
}
