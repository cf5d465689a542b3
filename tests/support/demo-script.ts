import { writeDesign } from '../../src/planning/demo/design.ts'
import { writePhase } from '../../src/planning/demo/phase.ts'
import { writePlan } from '../../src/planning/demo/plan.ts'
import { writeRevision } from '../../src/planning/demo/revision.ts'
import {
  readDesignRequest,
  readPhaseRequest,
  readPlanRequest,
  readRevisionRequest,
} from '../../src/planning/prompts.ts'
import type { SeenRequest } from './model-server.ts'

/** One request of a project to the model, as the scripted server saw it. */
export interface AskedFor {
  /** Key of the document. */
  document: string
  /** Key of the one section that is asked for. */
  section?: string
  /** What the demo model would write. */
  text: string
  /** The model's own text that it is asked to go on with; empty at the first request. */
  kept: string
}

/** Reads a request for a document; throws for another one. */
export function readAsked({ body }: SeenRequest): AskedFor {
  const { messages } = body as { messages: { role: string; content: string }[] }
  const asked = messages.find(({ role }) => role === 'user')?.content ?? ''
  const kept = messages.findLast(({ role }) => role === 'assistant')?.content ?? ''
  const design = readDesignRequest(asked)
  if (design) return { document: 'design', text: writeDesign(design), kept }
  const plan = readPlanRequest(asked)
  if (plan) return { document: 'plan', text: writePlan(plan), kept }
  const phase = readPhaseRequest(asked)
  if (phase) return { document: `phase-${phase.phase}`, text: writePhase(phase), kept }
  const revision = readRevisionRequest(asked)
  if (revision)
    return { document: revision.document, section: revision.section, text: writeRevision(revision), kept }
  throw new Error('the model was asked for no document')
}

/** The rest of the text in pieces of that many code units. */
export function restInPieces({ text, kept }: AskedFor, length = 400): string[] {
  const rest = text.slice(kept.length)
  return Array.from({ length: Math.ceil(rest.length / length) }, (_, at) =>
    rest.slice(at * length, (at + 1) * length),
  )
}
