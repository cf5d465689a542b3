import { cleanText, mergeDocuments } from '../planning/merge.ts'
import { StoreConflict } from '../store/conflict.ts'
import type { Documents } from '../store/documents.ts'
import { restand, standingOfVersion } from './freshness.ts'

const ATTEMPTS = 8

/**
 * Makes the version that a document was before some versions of it were made, as its next one. What others have changed since
 * stays: each change is taken back by itself, and where that is not possible without a person's words it stays too. Resolves
 * to whether something did. Done twice it is done once. Throws StorageError.
 */
export async function putBack(
  documents: Documents,
  { project, document }: { project: string; document: string },
  { base }: { base: number },
  made: readonly number[],
): Promise<boolean> {
  const textOf = (number: number) => documents.version(project, document, number)?.text
  const past = (key: string, number: number) => documents.version(project, key, number)?.text
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const newest = documents.version(project, document)
    const before = documents.version(project, document, base)
    if (!newest || !before) return false
    let text = newest.text
    let isKept = false
    for (const number of [...made].sort((a, b) => b - a)) {
      // A person who has taken it in words of their own wants it.
      if (documents.version(project, document, number)?.author !== 'run') continue
      const merge = mergeDocuments(document, text, textOf(number) ?? text, textOf(number - 1) ?? text)
      const clean = cleanText(merge)
      if (clean === undefined) isKept = true
      else text = clean
    }
    if (text === newest.text) return isKept
    const standing = standingOfVersion(newest, past)
    const fresh = standingOfVersion(before, past)
    const isSame = text === before.text
    const sections = isSame ? fresh : restand(document, { text: newest.text, standing }, { text, fresh })
    const standsOn = isSame ? before.standsOn : newest.standsOn
    try {
      await documents.add(project, { document, text, author: 'code', standsOn, sections }, newest.number)
      return isKept
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error
    }
  }
  throw new StoreConflict('the document keeps changing')
}
