import { anchorsOf } from './anchors.ts'
import { fileOf } from './bundle-files.ts'
import { type Design, parseDesign, type Section } from './design.ts'
import { plainText, shorten } from './inline.ts'
import { PART_TITLES, type Part } from './parts.ts'
import { parsePhasePlan } from './phase-plan.ts'
import { type Phase, parsePlan, type Task } from './plan.ts'
import { lostFrom, type Place, type Progress, type Standing, standingOf } from './progress.ts'
import { tokenCeiling } from './token-ceiling.ts'

export interface HandoffParts {
  name: string
  /** Texts of the documents, by their keys: `design`, `plan`, `phase-3`. */
  texts: ReadonlyMap<string, string>
  /** By the tasks' ids. */
  progress: ReadonlyMap<string, Progress>
}

/** What an agent is given at each turn has to leave room for its work. */
export const HANDOFF_TOKENS = 500

/**
 * What whoever works on the project needs to know at this moment, in Markdown: where it stands, the next task, how it is
 * found to be done, and what to read for it. Written by code from the documents, at most HANDOFF_TOKENS by any tokenizer.
 */
export function writeHandoff(parts: HandoffParts): string {
  // Names and sentences are cut shorter until it fits; what to do and where to read it is never left out.
  for (let length = 320; length > 20; length = Math.floor(length * 0.7)) {
    const text = draw(parts, length)
    if (tokenCeiling(text) <= HANDOFF_TOKENS) return text
  }
  return draw(parts, 20)
}

function draw({ name, texts, progress }: HandoffParts, length: number): string {
  const plan = parsePlan(texts.get('plan') ?? '')
  const standing = standingOf(plan.phases, progress)
  const say = (text: string) => shorten(plainText(text).replace(/\s+/g, ' '), length)
  const lines = [`# Handoff: ${say(name)}`, '', `${whereWeAre(standing, plan.phases)}`]
  const blocked = standing.blocked
    .slice(0, 3)
    .map(({ task, note }) => `- ${task.id} is blocked${note ? `: ${say(note)}` : ''}`)
  if (blocked.length > 0) lines.push('', ...blocked)
  const lost = lostFrom(plan.phases, progress)
  if (lost.length > 0) lines.push('', noMore(lost.map(say)))
  if (standing.next) lines.push('', ...nextTask(standing.next, texts, say))
  lines.push('', standing.next ? ending(standing.next.task) : afterAll(standing))
  return `${lines.join('\n')}\n`
}

function whereWeAre({ done, all, next }: Standing, phases: readonly Phase[]): string {
  if (all === 0) return 'The plan has no tasks yet.'
  const phase = next && `, in phase ${next.phase.number} of ${phases.length}`
  return `${done} of ${all} tasks are done${phase ?? ''}.`
}

/** What was recorded is never silently gone from the count. */
function noMore(ids: readonly string[]): string {
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return `The plan was changed since: it has no more what was recorded for ${ids.slice(0, 3).join(', ')}${more}.`
}

function afterAll({ done, all, blocked }: Standing): string {
  if (all === 0) return `Write the plan first.`
  if (done === all) return 'All tasks are done. Run every check once more.'
  if (blocked.length === 0)
    return 'What is left waits for itself: the plan’s dependencies go in a circle. Mend the plan.'
  return 'What is left waits for what is blocked: clear that first.'
}

/** The task as its phase's own plan has it, where there is one, since that says more. */
function nextTask(
  { phase, task }: Place,
  texts: ReadonlyMap<string, string>,
  say: (text: string) => string,
): string[] {
  const key = `phase-${phase.number}`
  const own = texts.get(key)
  const detailed =
    own === undefined ? undefined : parsePhasePlan(own, phase.number).tasks.find(({ id }) => id === task.id)
  const check = detailed?.check ?? task.check
  const files = (detailed?.files.length ? detailed : task).files.slice(0, 6).map((file) => `\`${say(file)}\``)
  return [
    `## Next: ${task.id}`,
    '',
    say(task.text),
    '',
    `- Done when: ${check ? say(check) : 'the plan gives no check; agree on one first.'}`,
    ...(task.requirements.length > 0 ? [`- Serves: ${task.requirements.slice(0, 12).join(', ')}`] : []),
    ...(files.length > 0 ? [`- Files: ${files.join(', ')}`] : []),
    ...reading({ phase, task }, texts).map((link) => `- Read: ${link}`),
  ]
}

const READ_FOR: Part[] = ['requirements', 'architecture', 'interfaces']

/** Links to the parts of files that the task needs; each of them is there. */
function reading({ phase, task }: Place, texts: ReadonlyMap<string, string>): string[] {
  const key = `phase-${phase.number}`
  const own = texts.get(key)
  const design = parseDesign(texts.get('design') ?? '')
  return [
    own === undefined
      ? linkTo('plan', parsePlan(texts.get('plan') ?? '').sections, phase)
      : linkTo(
          key,
          parsePhasePlan(own, phase.number).sections,
          sectionHolding(parsePhasePlan(own, phase.number).tasks, task),
        ),
    ...READ_FOR.map((part) => partLink(design, part)),
  ].filter((link) => link !== undefined)
}

const sectionHolding = (tasks: readonly Task[], { id }: Task): { start: number } | undefined =>
  tasks.find((task) => task.id === id)

/** To the innermost section that holds the place. */
function linkTo(
  document: string,
  sections: readonly Section[],
  place: { start: number } | undefined,
): string | undefined {
  const file = fileOf(document)
  if (!place) return file
  const anchors = anchorsOf(sections)
  let found: string | undefined
  for (const [at, { start, end }] of sections.entries())
    if (start <= place.start && place.start < end && anchors[at]) found = anchors[at]
  return found === undefined ? file : `${file}#${found}`
}

function partLink({ sections }: Design, part: Part): string | undefined {
  const at = sections.findIndex((section) => section.part === part)
  const anchor = anchorsOf(sections)[at]
  return anchor === undefined ? undefined : `${fileOf('design')}#${anchor} (${PART_TITLES[part]})`
}

const ending = ({ id }: Task): string =>
  `Work on ${id} alone. When its check passes, record it as done with a sentence on what came of it; if something is in the way, record that.`
