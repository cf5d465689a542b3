import type { NextProps } from '../../views/next.tsx'
import type { RestProps } from '../../views/overview-page.tsx'
import type { PanelFacts } from '../../views/panel.tsx'
import type { Shown } from '../../views/questions.tsx'
import type { Parts } from '../parts.ts'
import { Asking } from '../projects/asking.ts'
import { isGoing } from '../projects/council-steps.ts'
import { nextThing } from '../projects/next-thing.ts'
import type { View } from '../projects/workshop.ts'
import { JournalDamaged, RunUnknown } from '../runs/journal.ts'
import { writePositions } from './positions.ts'
import { panelTitle } from './project-frames.tsx'
import { factsOf, holdManuscript } from './run-view.ts'

/** What there is to do in a project. Throws StorageError. */
export const nextOf = ({ workshop }: Parts, view: View): NextProps => ({
  path: `/projects/${view.project.id}`,
  steps: view.steps,
  costs: workshop.costs(view),
  handoff: workshop.handoffOf(view),
  walk: view.walk,
  correction: view.correction,
})

/** What a project's overview shows that follows from its documents. Throws ProjectUnknown or StorageError. */
export async function restOf(parts: Parts, view: View, shown: Shown = {}): Promise<RestProps> {
  const { id } = view.project
  const { workshop } = parts
  const handoff = workshop.handoffOf(view)
  return {
    path: `/projects/${id}`,
    handoff,
    isFirst: nextThing(view.steps, handoff.standing).kind === 'work',
    inspection: workshop.inspectionOf(view),
    interview: await new Asking(parts).view(id),
    shown,
  }
}

/** What is being written in a project, as far as it has come, and where its stream goes on from there. */
export async function liveOf(
  parts: Parts,
  { project, steps, walk, correction, councils }: View,
): Promise<{ panels: PanelFacts[]; feed?: string }> {
  const panels: PanelFacts[] = []
  const positions = new Map<string, number>()
  for (const link of parts.stageRuns.live(project.id)) {
    try {
      const manuscript = await holdManuscript(parts, link.run)
      const facts = factsOf(parts, manuscript.sheet)
      manuscript.release()
      if (facts.sheet.resting) continue
      panels.push({ title: panelTitle(link, steps), facts })
      positions.set(link.run, facts.sheet.last)
    } catch (error) {
      if (!(error instanceof RunUnknown) && !(error instanceof JournalDamaged)) throw error
    }
  }
  const isWished = [walk, correction].some((wish) => wish?.state === 'going') || councils.some(isGoing)
  if (panels.length === 0 && !isWished) return { panels }
  const at = encodeURIComponent(writePositions(positions))
  return { panels, feed: `/projects/${project.id}/view?at=${at}` }
}
