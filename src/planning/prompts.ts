import type { Message } from '../models/provider.ts'
import { type DesignRequest, parseDesign } from './design.ts'
import { disclose, enclose, type Material } from './material.ts'
import { PART_TITLES, PARTS } from './parts.ts'
import { parsePlan } from './plan.ts'
import type { PhaseRequest, PlanRequest } from './plan-request.ts'
import continuePrompt from './prompts/continue.v1.md' with { type: 'text' }
import designPrompt from './prompts/design.v2.md' with { type: 'text' }
import phasePrompt from './prompts/phase.v1.md' with { type: 'text' }
import planPrompt from './prompts/plan.v1.md' with { type: 'text' }
import questionsPrompt from './prompts/questions.v1.md' with { type: 'text' }
import reviewPrompt from './prompts/review.v1.md' with { type: 'text' }
import revisionPrompt from './prompts/revision.v1.md' with { type: 'text' }
import { MOST_QUESTIONS, parseQuestions } from './questions.ts'
import type { QuestionsRequest } from './questions-request.ts'
import type { ReviewRequest } from './review-request.ts'
import type { RevisionRequest } from './revision-request.ts'

/** A version names one text: a changed prompt is a new file with the next number. */
export const DESIGN_PROMPT_VERSION = 'design.v2'

/** What a design is written from. */
export const designMaterial = (request: DesignRequest): Material => ({
  'project-name': oneLine(request.projectName),
  requirements: request.requirements,
  languages: request.languages.map(oneLine).join('\n'),
  frameworks: request.frameworks.map(oneLine).join('\n'),
  apis: request.apis.map(oneLine).join('\n'),
  ...(request.words === undefined ? {} : { words: `${request.words}` }),
})

/** Asks for a project design. */
export function designMessages(request: DesignRequest): Message[] {
  const brief = enclose(designMaterial(request))
  return [
    { role: 'system', content: designPrompt },
    {
      role: 'user',
      content: `Write the project design for this brief. A piece that is empty was left to you.\n\n${brief}`,
    },
  ]
}

/** Asks for questions about a brief. */
export function questionsMessages(request: QuestionsRequest): Message[] {
  const material = enclose({
    'project-name': oneLine(request.projectName),
    brief: request.brief,
    languages: request.languages.map(oneLine).join('\n'),
    frameworks: request.frameworks.map(oneLine).join('\n'),
    apis: request.apis.map(oneLine).join('\n'),
    doubts: request.doubts.map(oneLine).join('\n'),
  })
  return [
    { role: 'system', content: questionsPrompt },
    { role: 'user', content: `Write your questions about this brief.\n\n${material}` },
  ]
}

/** As `continueMessages`, for questions. */
export function continueQuestionsMessages(request: QuestionsRequest, textSoFar: string): Message[] {
  const { questions } = parseQuestions(textSoFar)
  const rest = `There may be ${MOST_QUESTIONS} questions in all; ${questions.length} have been begun.`
  return goOn(questionsMessages(request), textSoFar, rest)
}

/** What a development plan is written from. */
export const planMaterial = ({
  projectName,
  brief,
  design,
  phases,
  depth,
  words,
}: PlanRequest): Material => ({
  'project-name': oneLine(projectName),
  brief,
  design,
  phases: `${phases}`,
  depth: oneLine(depth),
  words: `${words}`,
})

/** Asks for the development plan of a design. */
export function planMessages(request: PlanRequest): Message[] {
  const material = enclose(planMaterial(request))
  return [
    { role: 'system', content: planPrompt },
    { role: 'user', content: `Write the development plan for this design.\n\n${material}` },
  ]
}

/** Asks for the plan of one phase. */
export function phaseMessages(request: PhaseRequest): Message[] {
  const { projectName, design, plan, phase, words } = request
  const material = enclose({
    'project-name': oneLine(projectName),
    design,
    plan,
    phase: `${phase}`,
    words: `${words}`,
  })
  return [
    { role: 'system', content: phasePrompt },
    { role: 'user', content: `Write out this phase of the plan.\n\n${material}` },
  ]
}

/** Asks for a second look at a design, and at its plan where there is one. */
export function reviewMessages(request: ReviewRequest): Message[] {
  const { projectName, brief, design, plan, findings } = request
  const material = enclose({ 'project-name': oneLine(projectName), brief, design, plan, findings })
  return [
    { role: 'system', content: reviewPrompt },
    { role: 'user', content: `Review this design.\n\n${material}` },
  ]
}

/** As `continueMessages`, for a review. */
export function continueReviewMessages(request: ReviewRequest, textSoFar: string): Message[] {
  return goOn(
    reviewMessages(request),
    textSoFar,
    'Finish the finding that you are in; add only what is heavy, then end.',
  )
}

/** Asks for one section of a document anew. */
export function revisionMessages(request: RevisionRequest): Message[] {
  const { projectName, document, section, text, reasons, changes, keep, outline, sources } = request
  const material = enclose({
    'project-name': oneLine(projectName),
    document: oneLine(document),
    key: oneLine(section),
    section: text,
    reasons,
    changes,
    keep,
    outline,
    sources,
  })
  return [
    { role: 'system', content: revisionPrompt },
    { role: 'user', content: `Write this section anew.\n\n${material}` },
  ]
}

/** As `continueMessages`, for a plan. */
export const continuePlanMessages = (request: PlanRequest, textSoFar: string): Message[] =>
  goOn(planMessages(request), textSoFar, restOfPlan(textSoFar))

/** What is missing of a plan, as the one who writes it is told. */
export function restOfPlan(textSoFar: string): string {
  const last = parsePlan(textSoFar).phases.at(-1)?.number
  return last === undefined
    ? 'No phase has been begun.'
    : `The last phase that has been begun is phase ${last}.`
}

/** As `continueMessages`, for the plan of a phase. */
export function continuePhaseMessages(request: PhaseRequest, textSoFar: string): Message[] {
  const rest = `Every task that the plan has for phase ${request.phase} has to be there at the end.`
  return goOn(phaseMessages(request), textSoFar, rest)
}

/** As `continueMessages`, for one section. */
export function continueRevisionMessages(request: RevisionRequest, textSoFar: string): Message[] {
  return goOn(revisionMessages(request), textSoFar, 'Finish this section, then end: write no other one.')
}

/** Asks the model to go on where its own text stops. With no text so far it is the first request again. */
export const continueMessages = (request: DesignRequest, textSoFar: string): Message[] =>
  goOn(designMessages(request), textSoFar, restOfDesign(textSoFar))

/** As `restOfPlan`, of a design. */
export function restOfDesign(textSoFar: string): string {
  const begun = new Set(parseDesign(textSoFar).sections.flatMap(({ part, also = [] }) => [part, ...also]))
  const remaining = PARTS.filter((part) => !begun.has(part)).map((part) => `\`## ${PART_TITLES[part]}\``)
  return remaining.length > 0
    ? `These parts have not been begun; write them after the one you are in: ${remaining.join(', ')}.`
    : 'Every part has been begun: finish the last one, then end.'
}

/** Behind messages that ask for a text: the text as far as it is there, and the wish that it go on. */
export function goOn(messages: Message[], textSoFar: string, rest: string): Message[] {
  if (textSoFar === '') return messages
  return [
    ...messages,
    { role: 'assistant', content: textSoFar },
    { role: 'user', content: continuePrompt.replace('{{remaining}}', () => rest) },
  ]
}

/** The request that `designMessages` made its message of; undefined where `text` is no such message. */
export function readDesignRequest(text: string): DesignRequest | undefined {
  const brief = disclose(text)
  const { 'project-name': projectName, requirements } = brief
  if (projectName === undefined || requirements === undefined) return undefined
  const list = (piece = '') => piece.split('\n').filter((line) => line !== '')
  return {
    projectName,
    requirements,
    languages: list(brief.languages),
    frameworks: list(brief.frameworks),
    apis: list(brief.apis),
    ...(brief.words === undefined ? {} : { words: Number(brief.words) }),
  }
}

/** The request that `questionsMessages` made its message of; undefined where `text` is no such message. */
export function readQuestionsRequest(text: string): QuestionsRequest | undefined {
  const { 'project-name': projectName, brief, doubts, ...rest } = disclose(text)
  if (projectName === undefined || brief === undefined || doubts === undefined) return undefined
  const list = (piece = '') => piece.split('\n').filter((line) => line !== '')
  const { languages, frameworks, apis } = rest
  return {
    projectName,
    brief,
    languages: list(languages),
    frameworks: list(frameworks),
    apis: list(apis),
    doubts: list(doubts),
  }
}

/** The request that `planMessages` made its message of; undefined where `text` is no such message. */
export function readPlanRequest(text: string): PlanRequest | undefined {
  const { 'project-name': projectName, brief, design, phases, depth, words } = disclose(text)
  if (projectName === undefined || brief === undefined || design === undefined || phases === undefined)
    return undefined
  return { projectName, brief, design, phases: Number(phases), depth: depth ?? '', words: Number(words) }
}

/** The same for `phaseMessages`. */
export function readPhaseRequest(text: string): PhaseRequest | undefined {
  const { 'project-name': projectName, design, plan, phase, words } = disclose(text)
  if (projectName === undefined || design === undefined || plan === undefined || phase === undefined)
    return undefined
  return { projectName, design, plan, phase: Number(phase), words: Number(words) }
}

/** The same for `reviewMessages`. */
export function readReviewRequest(text: string): ReviewRequest | undefined {
  const { 'project-name': projectName, brief, design, plan, findings } = disclose(text)
  if (projectName === undefined || brief === undefined || design === undefined) return undefined
  if (plan === undefined || findings === undefined) return undefined
  return { projectName, brief, design, plan, findings }
}

/** The same for `revisionMessages`. */
export function readRevisionRequest(text: string): RevisionRequest | undefined {
  const { 'project-name': projectName, document, key, section, ...rest } = disclose(text)
  if (projectName === undefined || document === undefined || key === undefined || section === undefined)
    return undefined
  const { reasons = '', changes = '', keep = '', outline = '', sources = '' } = rest
  return { projectName, document, section: key, text: section, reasons, changes, keep, outline, sources }
}

const oneLine = (text: string) => text.split(/\s+/).join(' ').trim()
