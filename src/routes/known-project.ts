import { RUN_ID } from '../runs/run.ts'
import { ProjectUnknown } from '../store/projects.ts'

/** What cannot be an id is no project. Throws ProjectUnknown. */
export function knownProject(id: string): string {
  if (RUN_ID.test(id)) return id
  throw new ProjectUnknown(id)
}
