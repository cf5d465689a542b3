import type { Taken } from '../planning/foreign-design.ts'
import { newRunId } from '../runs/run.ts'
import type { Draft } from '../store/documents.ts'
import type { Founding } from '../store/founding.ts'
import type { Project, Projects } from '../store/projects.ts'
import { sourcesNow } from './way.ts'

interface Stores {
  projects: Projects
  founding: Founding
  random(bytes: number): Uint8Array
}

/**
 * A project of a design that was written elsewhere: its first version is the text to the byte, its second the one with
 * ids, where there is one. Throws StorageError; nothing is left then.
 */
export async function makeOfDesign(
  { projects, founding, random }: Stores,
  name: string,
  text: string,
  { brief, withIds }: Taken,
): Promise<Project> {
  const id = newRunId(random)
  const document = 'design'
  const standsOn = sourcesNow(document, new Map([['brief', { number: 1, text: brief }]]))
  const drafts: Draft[] = [
    { document: 'brief', text: brief, author: 'import', standsOn: [] },
    { document, text, author: 'import', standsOn },
  ]
  if (withIds !== undefined) drafts.push({ document, text: withIds, author: 'code', standsOn })
  await founding.found(id, { name, wishes: { languages: [], frameworks: [], apis: [] }, drafts })
  return projects.get(id)
}
