import type { Shell } from '../../views/project-shell.tsx'
import type { RailFacts } from '../../views/rail.tsx'
import type { Parts } from '../parts.ts'
import type { View } from '../projects/workshop.ts'
import { frameOf } from './visitor.tsx'

/** What the rail tells; `here`: the place, or the key of the document, that is read. Throws StorageError. */
export function railOf({ workshop }: Parts, view: View, here?: string): RailFacts {
  const { findings, trace } = workshop.inspectionOf(view)
  return {
    path: `/projects/${view.project.id}`,
    steps: view.steps,
    found: findings.length,
    ...(trace.matrix.length === 0 ? {} : { traced: trace.share }),
    here,
  }
}

/** What surrounds a page of a project. Throws StorageError. */
export const shellOf = (parts: Parts, request: Request, view: View, here?: string): Shell => ({
  frame: frameOf(parts, request),
  project: view.project,
  rail: railOf(parts, view, here),
})
