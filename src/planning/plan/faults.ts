import { cutOff } from '../cut-off.ts'
import type { Missing } from '../design.ts'
import { listed } from '../missing.ts'
import type { Passage } from '../passages.ts'
import { placeholders } from '../placeholders.ts'
import type { Phase, Plan } from '../plan.ts'
import { TASKS } from './body.ts'
import { isSectionTitle } from './known-sections.ts'
import { looseIn, noPlan } from './no-plan.ts'
import { PHASES } from './phase-candidates.ts'
import type { PhaseReading, Settled } from './settle.ts'
import type { Stray } from './stray-tasks.ts'
import { findTaskFaults } from './task-faults.ts'
import type { PlanText } from './text.ts'
import { unreadOutside } from './unread.ts'

/** A plan whose other fields are read, and what they were read from. */
export interface PlanReading {
  plan: Plan
  text: PlanText
  /** Passages and blocks of code that stand in no phase. */
  outside: Passage[]
  stray: Stray[]
  settled: Settled
  readings: PhaseReading[]
  /** Whether the text gives a phase a number. */
  numbered: boolean
  /** Numbers of phases that stand twice in the text, each time with tasks. */
  repeated: number[]
}

/**
 * What a plan lacks, and what of it could not be read. Codes:
 * `text:empty` · `text:refused` · `text:only-code` · `text:open-code-block` · `text:cut-off` · `text:placeholder` ·
 * `text:too-long` · `text:unread` · `title` ·
 * `phases:none` `:counted` `:duplicate` `:skipped` `:order` `:repeated` `:title` `:goal` `:tasks` `:unread` ·
 * `tasks:ids` `:duplicate` `:phase` `:empty` `:check` `:requirements` ·
 * `dependencies:unknown` `:unread`
 */
export function findPlanFaults(reading: PlanReading): Missing[] {
  const { plan, text } = reading
  if (plan.markdown.trim() === '') return [{ code: 'text:empty', message: 'The text is empty.' }]
  return [
    ...inText(text),
    ...(plan.phases.length === 0 ? noPlan(text, 'phases:none', 'phase') : inPhases(reading)),
    ...findTaskFaults(plan.phases, reading.settled),
    ...unreadIn(reading),
    ...(tooMany(reading) ? [TOO_LONG] : []),
  ]
}

const TOO_LONG: Missing = {
  code: 'text:too-long',
  message: 'The text has more phases, tasks or sections than are read; the last ones are not.',
}

const tooMany = ({ plan, text }: PlanReading) =>
  text.tooMany ||
  plan.phases.length >= PHASES ||
  plan.phases.reduce((sum, { tasks }) => sum + tasks.length, 0) >= TASKS

/** What holds of every text that a model wrote for a plan. */
export function* inText({ outline, passages, title }: PlanText): Generator<Missing> {
  const { openFence } = outline
  if (openFence)
    yield {
      code: 'text:open-code-block',
      message: `The code block that begins in line ${openFence.number} is never closed.`,
    }
  const end = cutOff(outline, passages)
  if (end) yield { code: 'text:cut-off', message: end }
  const found = placeholders(passages, [])
  if (found.length > 0) {
    const places = found.map(({ text, line }) => `“${text}” in line ${line}`)
    yield { code: 'text:placeholder', message: `Something was left to be filled in: ${listed(places)}.` }
  }
  if (title === undefined) yield { code: 'title', message: 'The document has no title.' }
}

function* inPhases({ plan, numbered, repeated }: PlanReading): Generator<Missing> {
  const { phases } = plan
  if (!numbered) {
    const message = `The phases have no numbers; they are counted from 1 to ${phases.length} in their order.`
    yield { code: 'phases:counted', message }
  }
  yield* inNumbering(phases.map(({ number }) => number))
  if (repeated.length > 0)
    yield {
      code: 'phases:repeated',
      message: `The tasks of ${named(repeated)} stand twice in the text; they are read once.`,
    }
  const untitled = phases.filter(({ title }) => title === '')
  if (untitled.length > 0)
    yield { code: 'phases:title', message: `No title is given for ${namesOf(untitled)}.` }
  const aimless = phases.filter(({ goal }) => !goal)
  if (aimless.length > 0) yield { code: 'phases:goal', message: `No goal is given for ${namesOf(aimless)}.` }
  const idle = phases.filter(({ tasks }) => tasks.length === 0)
  if (idle.length > 0) yield { code: 'phases:tasks', message: `No task could be read for ${namesOf(idle)}.` }
}

const namesOf = (phases: Phase[]) => named(phases.map(({ number }) => number))
const named = (numbers: number[]) => listed([...new Set(numbers)].map((number) => `phase ${number}`))

function* inNumbering(numbers: number[]): Generator<Missing> {
  const seen = new Set<number>()
  const twice = new Set<number>()
  for (const number of numbers) {
    if (seen.has(number)) twice.add(number)
    seen.add(number)
  }
  if (twice.size > 0)
    yield { code: 'phases:duplicate', message: `More than one phase has the number of ${named([...twice])}.` }
  const sorted = [...seen].sort((a, b) => a - b)
  const gaps: string[] = []
  let expected = Math.min(1, sorted[0] ?? 1)
  for (const number of sorted) {
    if (number === expected + 1) gaps.push(`phase ${expected}`)
    else if (number > expected) gaps.push(`phases ${expected} to ${number - 1}`)
    expected = number + 1
  }
  if (gaps.length > 0) yield { code: 'phases:skipped', message: `The numbering leaves out ${listed(gaps)}.` }
  const back = numbers.filter((number, index) => number < (numbers[index - 1] ?? number))
  if (back.length > 0)
    yield { code: 'phases:order', message: `Not in the order of their numbers: ${named(back)}.` }
}

function* unreadIn({ text, outside, stray, readings, plan }: PlanReading): Generator<Missing> {
  const unread = unreadOutside(
    text,
    outside,
    stray,
    isSectionTitle,
    plan.phases[0]?.start ?? text.outline.end,
  )
  if (unread.length > 0 && plan.phases.length > 0)
    yield {
      code: 'text:unread',
      message: `Neither in a phase nor in a part that is known: ${listed(unread)}.`,
    }
  yield* looseIn(readings.map(({ body }) => body))
}
