import { readArbiterRequest } from '../../src/planning/arbiter-prompt.ts'
import type { ArbiterRequest } from '../../src/planning/arbiter-request.ts'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { writePlan } from '../../src/planning/demo/plan.ts'
import { readAsked } from './demo-script.ts'
import type { SeenRequest } from './model-server.ts'

/** One request of a council to the model, as the scripted server saw it. */
export interface CouncilAsked {
  /** Absent where a draft is asked for. */
  arbiter?: ArbiterRequest
  document: string
  model: string
  temperature?: number
  /** What to answer: drafts differ by a remark, the arbiter's has none. */
  text: string
  /** The model's own text that it is asked to go on with; empty at the first request. */
  kept: string
}

export function readCouncilAsked(request: SeenRequest): CouncilAsked {
  const { messages, model, temperature } = request.body as {
    messages: { role: string; content: string }[]
    model: string
    temperature?: number
  }
  const asked = messages.find(({ role }) => role === 'user')?.content ?? ''
  const kept = messages.findLast(({ role }) => role === 'assistant')?.content ?? ''
  const arbiter = readArbiterRequest(asked)
  const facts = { model, kept, ...(temperature === undefined ? {} : { temperature }) }
  if (arbiter) {
    const text = arbiter.document === 'design' ? writeDesign(arbiter.request) : writePlan(arbiter.request)
    return { ...facts, arbiter, document: arbiter.document, text }
  }
  const { document, text } = readAsked(request)
  return { ...facts, document, text: `${text}\nDraft of ${model} at ${temperature}.\n` }
}

/** Names a request in one word, such as `design 0.3`, `plan other`, `design arbiter`. */
export const nameOf = ({ arbiter, document, model, temperature }: CouncilAsked): string =>
  `${document} ${arbiter ? 'arbiter' : (temperature ?? model)}`
