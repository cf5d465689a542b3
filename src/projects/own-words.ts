import type { Documents } from '../store/documents.ts'
import type { StageRuns } from '../store/stage-runs.ts'

/**
 * Whether a document holds words of a person that writing it anew would drop: somebody has changed its text by hand since a
 * run wrote the whole of it.
 */
export function holdsOwnWords(
  documents: Documents,
  stageRuns: StageRuns,
  project: string,
  document: string,
): boolean {
  const sectionRuns = new Set(
    stageRuns.of(project).flatMap(({ run, section }) => (section === undefined ? [] : [run])),
  )
  for (const { number, author, run } of documents.history(project, document)) {
    if (author === 'run' && !(run && sectionRuns.has(run))) return false
    const text = documents.version(project, document, number)?.text
    const before = documents.version(project, document, number - 1)?.text
    // One that says that the text holds as it is changes nothing of it.
    if (author === 'person' && number > 1 && text !== before) return true
  }
  return false
}
