import { type LibraryCase, libraryCases } from '../../fixtures/library.ts'
import { type Family, familyNames } from './families.ts'

/** What a function of the library must give, and where its call is: plain data, which a page can be given. */
export interface LibraryTest {
  readonly family: Family
  readonly row: LibraryCase
}

export const libraryTests: readonly LibraryTest[] = familyNames.flatMap((family) =>
  libraryCases(family).map((row) => ({ family, row })),
)
