import type { ArbiterRequest, DraftText } from '../arbiter-request.ts'
import { type Design, parseDesign } from '../design.ts'
import type { Part } from '../parts.ts'
import { writeDesign, writeRest } from './design.ts'
import { writePlan, writeRestOfPlan } from './plan.ts'

const REMARK = /^> Written by the demo model:.*$/m
const NUMBERS = ['one draft', 'two drafts', 'three drafts', 'four drafts', 'five drafts']

/**
 * One document of several drafts, by rules alone: the draft in which least was found, with the objectives and the risks of
 * the others where those are about the same requirements. Where each has an error it is written anew.
 */
export function writeOneOf(request: ArbiterRequest): string {
  const { drafts } = request
  const [best] = drafts.toSorted((one, other) => weight(one) - weight(other))
  if (!best || best.faults.includes('- error'))
    return request.document === 'design' ? writeDesign(request.request) : writePlan(request.request)
  const text = request.document === 'design' ? woven(best, drafts) : best.text
  const remark = `> Written by the demo model: by rules, without a language model (from ${NUMBERS[drafts.length - 1]}).`
  return text.replace(REMARK, () => remark)
}

/** What is missing behind `kept`, as `writeRest` and `writeRestOfPlan` do it. */
export function writeRestOfOne(request: ArbiterRequest, kept: string): string {
  const whole = writeOneOf(request)
  if (whole.startsWith(kept)) return whole.slice(kept.length)
  return request.document === 'design'
    ? writeRest(request.request, kept)
    : writeRestOfPlan(request.request, kept)
}

/** An error weighs more than any number of warnings that one is told of. */
const weight = ({ faults }: DraftText): number =>
  faults.split('\n').reduce((sum, line) => sum + (line === '' ? 0 : line.startsWith('- error') ? 100 : 1), 0)

const TAKEN: readonly Part[] = ['objectives', 'risks']

function woven(best: DraftText, drafts: readonly DraftText[]): string {
  const others = drafts.filter((draft) => draft !== best && !draft.faults.includes('- error'))
  return TAKEN.reduce((text, part, at) => {
    const other = others[at % Math.max(1, others.length)]
    return other ? exchanged(parseDesign(text), parseDesign(other.text), part) : text
  }, best.text)
}

/** The design with that part of the other one, where both mean the same by their requirements. */
function exchanged(design: Design, other: Design, part: Part): string {
  const { markdown } = design
  const [own, theirs] = [design, other].map(({ sections }) =>
    sections.find((section) => section.part === part),
  )
  if (!own || !theirs || requirementsIn(design) !== requirementsIn(other)) return markdown
  const taken = other.markdown.slice(theirs.start, theirs.end)
  return `${markdown.slice(0, own.start)}${taken.trimEnd()}\n\n${markdown.slice(own.end).trimStart()}`
}

const requirementsIn = ({ requirements }: Design): string =>
  requirements.map(({ id, text }) => `${id} ${text}`).join('\n')
