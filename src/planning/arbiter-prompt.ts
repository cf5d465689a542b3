import type { Message } from '../models/provider.ts'
import { type ArbiterRequest, type DraftText, isDrafted } from './arbiter-request.ts'
import { disclose, enclose, type Material } from './material.ts'
import arbiterPrompt from './prompts/arbiter.v1.md' with { type: 'text' }
import designPrompt from './prompts/design.v2.md' with { type: 'text' }
import planPrompt from './prompts/plan.v1.md' with { type: 'text' }
import {
  designMaterial,
  goOn,
  planMaterial,
  readDesignRequest,
  readPlanRequest,
  restOfDesign,
  restOfPlan,
} from './prompts.ts'

/** Names of pieces hold no figures. */
const NUMBERS = ['one', 'two', 'three', 'four', 'five'] as const

/** What the document has to be like is said once, in the prompt of its own stage. */
const formIn = (prompt: string): string =>
  prompt.slice(Math.max(0, prompt.indexOf('# What you write'))).trim()

const NAMES = { design: 'project design', plan: 'development plan' } as const
const FORMS = { design: formIn(designPrompt), plan: formIn(planPrompt) } as const

/** Asks for one document of several drafts. */
export function arbiterMessages(request: ArbiterRequest): Message[] {
  const { document, drafts } = request
  const sources =
    request.document === 'design' ? designMaterial(request.request) : planMaterial(request.request)
  const pieces: Material = { ...sources, document }
  for (const [at, { text, faults }] of drafts.entries()) {
    pieces[`draft-${NUMBERS[at]}`] = text
    pieces[`faults-${NUMBERS[at]}`] = faults
  }
  const content = arbiterPrompt
    .replaceAll('{{document}}', () => NAMES[document])
    .replace('{{form}}', () => FORMS[document])
  const asked = `Write the ${NAMES[document]} of these ${NUMBERS[drafts.length - 1] ?? drafts.length} drafts.`
  return [
    { role: 'system', content },
    { role: 'user', content: `${asked}\n\n${enclose(pieces)}` },
  ]
}

/** As `continueMessages` of prompts.ts, for a document of several drafts. */
export function continueArbiterMessages(request: ArbiterRequest, textSoFar: string): Message[] {
  const rest = request.document === 'design' ? restOfDesign(textSoFar) : restOfPlan(textSoFar)
  return goOn(arbiterMessages(request), textSoFar, rest)
}

/** The request that `arbiterMessages` made its message of; undefined where `text` is no such message. */
export function readArbiterRequest(text: string): ArbiterRequest | undefined {
  const pieces = disclose(text)
  const { document } = pieces
  const drafts = NUMBERS.flatMap((number): DraftText[] => {
    const draft = pieces[`draft-${number}`]
    return draft === undefined ? [] : [{ text: draft, faults: pieces[`faults-${number}`] ?? '' }]
  })
  if (!isDrafted(document) || drafts.length === 0) return undefined
  if (document === 'design') {
    const request = readDesignRequest(text)
    return request && { projectName: request.projectName, drafts, document, request }
  }
  const request = readPlanRequest(text)
  return request && { projectName: request.projectName, drafts, document, request }
}
