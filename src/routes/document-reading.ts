import { notesOf, type Reading } from '../../views/reading.tsx'
import { drawDocument } from '../markdown/at-rest.ts'
import type { Mentions } from '../markdown/mentions.ts'
import type { Parts } from '../parts.ts'
import type { Finding } from '../planning/lint/finding.ts'
import { projectMentions } from '../projects/mentions.ts'
import type { View } from '../projects/workshop.ts'
import type { Version } from '../store/documents.ts'

/** What the ids in a document lead to. `isNewest`: places of an older version are no longer where they were. */
export function mentionsIn({ workshop }: Parts, view: View, key: string, isNewest = true): Mentions {
  const { sayings } = workshop.inspectionOf(view)
  return projectMentions(`/projects/${view.project.id}`, sayings, isNewest ? key : undefined)
}

/** A version as its page shows it. Throws StorageError. */
export async function readingOf(
  parts: Parts,
  view: View,
  version: Version,
): Promise<{ reading: Reading; findings: Finding[] }> {
  const { id } = view.project
  const { document, text, number } = version
  const isNewest = view.newest.get(document)?.number === number
  const mentions = mentionsIn(parts, view, document, isNewest)
  const { blocks, headings } = drawDocument(text, { prefix: '', mentions })
  const findings = isNewest ? await parts.workshop.correcting.findingsIn(id, document) : []
  const reading: Reading = {
    place: `/projects/${id}/documents/${document}`,
    blocks,
    headings,
    notes: notesOf(blocks, findings),
    mentions,
    canEdit: isNewest,
  }
  return { reading, findings }
}
