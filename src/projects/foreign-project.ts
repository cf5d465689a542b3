import type { Taken } from '../planning/foreign-design.ts'
import { newRunId } from '../runs/run.ts'
import type { Documents } from '../store/documents.ts'
import type { Project, Projects } from '../store/projects.ts'
import { sourcesNow } from './way.ts'

interface Stores {
  projects: Projects
  documents: Documents
  random(bytes: number): Uint8Array
}

/**
 * A project of a design that was written elsewhere: its first version is the text to the byte, its second the one with
 * ids, where there is one. Throws StorageError; nothing is left then.
 */
export async function makeOfDesign(
  { projects, documents, random }: Stores,
  name: string,
  text: string,
  { brief, withIds }: Taken,
): Promise<Project> {
  const { id } = await projects.create(newRunId(random), name, { languages: [], frameworks: [], apis: [] })
  try {
    await documents.add(id, { document: 'brief', text: brief, author: 'import', standsOn: [] }, 0)
    const standsOn = sourcesNow('design', documents.newest(id))
    await documents.add(id, { document: 'design', text, author: 'import', standsOn }, 0)
    if (withIds !== undefined)
      await documents.add(id, { document: 'design', text: withIds, author: 'code', standsOn }, 1)
  } catch (error) {
    await projects.remove(id).catch(() => {})
    throw error
  }
  return projects.get(id)
}
