import type { Missing, Section } from './design.ts'
import { listed } from './missing.ts'
import { type Body, readBody } from './plan/body.ts'
import { inText } from './plan/faults.ts'
import { looseIn, noPlan } from './plan/no-plan.ts'
import { type PhaseHeading, phaseIn, titledPhase, weightOf } from './plan/phase-heading.ts'
import { findNamedPhases } from './plan/phases.ts'
import { settle } from './plan/settle.ts'
import { findTaskFaults } from './plan/task-faults.ts'
import { type PlanText, planText } from './plan/text.ts'
import { addTrailingIds } from './plan/trailing-ids.ts'
import type { Phase, Task } from './plan.ts'

/** The plan of one phase, taken apart. Offsets are UTF-16 code units of `markdown`. */
export interface PhasePlan {
  /** The model's text, to the byte. */
  markdown: string
  /** Of the phase that was asked for. */
  number: number
  title?: string
  /** In the text's order; deeper ones lie inside those above. */
  sections: Section[]
  goal?: string
  /** Ids that it says it covers, and those of its tasks. */
  requirements: string[]
  tasks: Task[]
  /** How somebody finds out that the whole phase is done. */
  checks: string[]
  /** What has to be there, or has to be kept to, before it is begun. */
  before: string[]
  dependsOn: number[]
  files: string[]
  estimate?: string
  /** What it should have and has not, and what could not be read, each named in a sentence. */
  missing: Missing[]
}

/**
 * Takes the plan of phase `number` apart. Never throws; linear in the text's length.
 *
 * Codes of `missing` are those of a plan (plan/faults) and `tasks:none` · `phase:number` (calls itself another phase) ·
 * `phase:others` (holds the plans of other phases too; they are not read).
 */
export function parsePhasePlan(markdown: string, number: number): PhasePlan {
  const text = planText(markdown)
  const { heading, body, others, called } = bodyOf(text, number)
  addTrailingIds(body.tasks)
  const settled = settle([{ heading, number, start: 0, end: text.outline.end, body }])
  const phase = settled.phases[0]
  const plan = planOf(markdown, number, text, phase)
  plan.missing =
    markdown.trim() === ''
      ? [{ code: 'text:empty', message: 'The text is empty.' }]
      : [
          ...inText({ ...text, title: plan.title }),
          ...numberFaults(number, called, others),
          ...(plan.tasks.length === 0 ? noPlan(text, 'tasks:none', 'task') : []),
          ...(phase ? findTaskFaults([phase], settled, number) : []),
          ...looseIn([body]),
        ]
  return plan
}

interface OwnText {
  heading: PhaseHeading
  body: Body
  /** The number by which the text calls itself, where it is another one. */
  called?: number
  /** Numbers of other phases whose plans stand in the same text. */
  others: number[]
}

/** A model may write one phase, with or without naming it, or the whole plan again. */
function bodyOf(text: PlanText, number: number): OwnText {
  const areas = findNamedPhases(text.passages, text.outline.end).filter(
    ({ heading, aside }) => weightOf(heading.word) === 3 && !aside,
  )
  const own = areas.find(({ heading }) => heading.number === number)
  const numbers = new Set(areas.flatMap(({ heading }) => heading.number ?? []))
  const options = { number, counting: true, isClose: text.isClose }
  if (own && numbers.size > 1) {
    numbers.delete(number)
    return { heading: own.heading, body: readBody(own.body, options), others: [...numbers] }
  }
  const first = own ?? areas[0]
  const starts = new Set(areas.map(({ start }) => start))
  const body = readBody(
    text.passages.filter(({ start }) => !starts.has(start)),
    options,
  )
  const heading = first?.heading ?? topHeading(text, number) ?? titledPhase(text.title ?? '')
  return { heading, body, called: own ? undefined : first?.heading.number, others: [] }
}

/** `# Milestone 2: Title`: other words for a phase are believed at the top, with the number that was asked for. */
function topHeading({ passages }: PlanText, number: number): PhaseHeading | undefined {
  const first = passages.find(({ kind }) => kind === 'heading')
  const heading = first && phaseIn(first.text, true)
  return heading?.number === number ? heading : undefined
}

function planOf(markdown: string, number: number, text: PlanText, phase: Phase | undefined): PhasePlan {
  const plan: PhasePlan = {
    markdown,
    number,
    sections: text.sections,
    requirements: phase?.requirements ?? [],
    tasks: phase?.tasks ?? [],
    checks: phase?.checks ?? [],
    before: phase?.before ?? [],
    dependsOn: phase?.dependsOn ?? [],
    files: phase?.files ?? [],
    missing: [],
  }
  const title = phase?.title || text.title
  if (title) plan.title = title
  if (phase?.goal) plan.goal = phase.goal
  if (phase?.estimate) plan.estimate = phase.estimate
  return plan
}

function* numberFaults(number: number, called: number | undefined, others: number[]): Generator<Missing> {
  if (called !== undefined)
    yield {
      code: 'phase:number',
      message: `It calls itself phase ${called}, and is read as phase ${number}.`,
    }
  if (others.length > 0)
    yield {
      code: 'phase:others',
      message: `It holds the plans of other phases too, which are not read: ${listed(others.map((other) => `phase ${other}`))}.`,
    }
}
