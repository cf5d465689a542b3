import { readdirSync } from 'node:fs'
import type { Design } from '../../src/planning/design.ts'
import type { PhasePlan } from '../../src/planning/phase-plan.ts'
import type { Phase, Plan, Task } from '../../src/planning/plan.ts'

/**
 * What stands in a text, as a person counted it: five briefs, each answered in five manners of writing. The truth is
 * written by hand beside the texts and never by the parsers; words are some that the thing itself must contain.
 */
export interface Truth {
  design: {
    title: string
    /** Id and words, in the text's order. */
    requirements: [id: string, words: string][]
    objectives: string[]
    techStack: string[]
    /** Words of the risk, and of its mitigation (empty: there is none). */
    risks: [risk: string, mitigation: string][]
    openQuestions: string[]
    /** Words of what is no part of the document, or cannot be read: a finding has to name it. */
    unread?: string[]
  }
  plan: { title: string; phases: TruePhase[]; unread?: string[] }
  /** Plans of phases, by number. */
  phases: Record<string, TruePhase & { unread?: string[] }>
}

export interface TruePhase {
  /** Of phases in a plan. */
  number?: number
  title: string
  goal?: string
  /** Those that it names beside its tasks, with blanks between. */
  requirements?: string
  dependsOn?: number[]
  estimate?: string
  checks?: string[]
  tasks: TrueTask[]
}

/** Lists have blanks between; empty where the text says nothing. */
export type TrueTask = [
  id: string,
  words: string,
  requirements: string,
  dependsOn: string,
  files: string,
  estimate: string,
  check: string,
]

export interface Way {
  brief: string
  style: string
  /** The idea, as a person typed it. */
  idea: string
  truth: Truth
  /** By key: `design`, `plan`, `phase-1`, `phase-2`. */
  texts: Record<string, string>
}

const folder = `${import.meta.dir}/fixtures`
export const BRIEFS = ['cli', 'library', 'saas', 'pipeline', 'japanese']
export const STYLES = ['gpt', 'claude', 'gemini', 'qwen', 'small']

export async function readWays(): Promise<Way[]> {
  const ways: Way[] = []
  const there = new Set(readdirSync(folder))
  for (const brief of BRIEFS.filter((name) => there.has(name)))
    for (const style of STYLES) {
      const read = (name: string) => Bun.file(`${folder}/${brief}/${style}/${name}`)
      const texts: Record<string, string> = {}
      for (const key of ['design', 'plan', 'phase-1', 'phase-2']) texts[key] = await read(`${key}.md`).text()
      ways.push({
        brief,
        style,
        idea: await Bun.file(`${folder}/${brief}/brief.md`).text(),
        truth: (await read('truth.json').json()) as Truth,
        texts,
      })
    }
  return ways
}

/** Collects in sentences what differs, and how much was compared. */
export class Comparison {
  readonly faults: string[] = []
  /** Things that the truth counts: requirements, risks, phases, tasks, checks, … */
  items = 0

  constructor(private readonly where: string) {}

  say(what: string) {
    this.faults.push(`${this.where}: ${what}`)
  }

  same(what: string, found: unknown, expected: unknown) {
    const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
    if (a !== b) this.say(`${what} is ${a}, not ${b}`)
  }

  holds(what: string, found: string | undefined, words: string) {
    if (!plain(found ?? '').includes(plain(words))) this.say(`${what} is “${found}”, without “${words}”`)
  }

  /** As many, in the same order, each with its words. */
  list<Item>(what: string, found: Item[], words: string[], textOf: (item: Item) => string) {
    this.items += words.length
    if (found.length !== words.length)
      this.say(`${found.length} ${what}, not ${words.length}: ${JSON.stringify(found.map(textOf))}`)
    else
      for (const [at, item] of found.entries()) this.holds(`${what} ${at + 1}`, textOf(item), words[at] ?? '')
  }
}

/** Whatever marks the text had. */
const plain = (text: string) => text.replace(/[`*\s]+/g, ' ').trim()
const words = (list: string | undefined) => (list ?? '').split(' ').filter((word) => word !== '')
const sorted = (list: Iterable<string>) => [...new Set(list)].sort()

export function compareDesign(found: Design, truth: Truth['design'], where: string): Comparison {
  const comparison = new Comparison(where)
  comparison.holds('the title', found.title, truth.title)
  comparison.same(
    'ids',
    found.requirements.map(({ id }) => id),
    truth.requirements.map(([id]) => id),
  )
  comparison.list(
    'requirements',
    found.requirements,
    truth.requirements.map(([, said]) => said),
    ({ text }) => text,
  )
  comparison.list('objectives', found.objectives, truth.objectives, (text) => text)
  comparison.list('choices', found.techStack, truth.techStack, ({ choice }) => choice)
  comparison.list(
    'risks',
    found.risks,
    truth.risks.map(([risk]) => risk),
    ({ risk }) => risk,
  )
  for (const [at, [, mitigation]] of truth.risks.entries())
    if (mitigation === '') comparison.same(`mitigation ${at + 1}`, found.risks[at]?.mitigation, undefined)
    else comparison.holds(`mitigation ${at + 1}`, found.risks[at]?.mitigation, mitigation)
  comparison.items += truth.risks.filter(([, mitigation]) => mitigation !== '').length
  comparison.list('open questions', found.openQuestions, truth.openQuestions, (text) => text)
  return comparison
}

export function comparePlan(found: Plan, truth: Truth['plan'], where: string): Comparison {
  const comparison = new Comparison(where)
  comparison.holds('the title', found.title, truth.title)
  comparison.same(
    'phases',
    found.phases.map(({ number }) => number),
    truth.phases.map(({ number }) => number),
  )
  comparison.items += truth.phases.length
  for (const [at, phase] of truth.phases.entries()) {
    const read = found.phases[at]
    if (read) comparePhase(comparison, read, phase, `phase ${phase.number}`)
  }
  return comparison
}

export function comparePhasePlan(found: PhasePlan, truth: TruePhase, where: string): Comparison {
  const comparison = new Comparison(where)
  comparePhase(comparison, found, truth, 'it')
  return comparison
}

function comparePhase(comparison: Comparison, found: Phase | PhasePlan, truth: TruePhase, what: string) {
  comparison.same(`the title of ${what}`, withoutPictures(found.title ?? ''), truth.title)
  if (truth.goal === undefined) comparison.same(`the goal of ${what}`, found.goal, undefined)
  else {
    comparison.items += 1
    comparison.holds(`the goal of ${what}`, found.goal, truth.goal)
  }
  const named = [...words(truth.requirements), ...truth.tasks.flatMap(([, , ids]) => words(ids))]
  comparison.items += words(truth.requirements).length
  comparison.same(`requirements of ${what}`, sorted(found.requirements), sorted(named))
  comparison.items += truth.dependsOn?.length ?? 0
  comparison.same(`what ${what} waits for`, found.dependsOn, phasesBefore(truth))
  comparison.same(`the estimate of ${what}`, found.estimate ?? '', truth.estimate ?? '')
  comparison.list(`checks of ${what}`, found.checks ?? [], truth.checks ?? [], (text) => text)
  comparison.same(
    `tasks of ${what}`,
    found.tasks.map(({ id }) => id),
    truth.tasks.map(([id]) => id),
  )
  comparison.items += truth.tasks.length
  for (const task of truth.tasks) {
    const read = found.tasks.find(({ id }) => id === task[0])
    if (read) compareTask(comparison, read, task)
  }
}

/** A phase waits for those it names. */
const phasesBefore = ({ dependsOn }: TruePhase) => dependsOn ?? []

function compareTask(comparison: Comparison, found: Task, truth: TrueTask) {
  const [id, said, requirements, dependsOn, files, estimate, check] = truth
  comparison.holds(id, found.text, said)
  comparison.same(`requirements of ${id}`, sorted(found.requirements), sorted(words(requirements)))
  comparison.same(`what ${id} waits for`, sorted(found.dependsOn), sorted(words(dependsOn)))
  comparison.same(`files of ${id}`, sorted(found.files), sorted(words(files)))
  comparison.same(`the estimate of ${id}`, found.estimate ?? '', estimate)
  if (check === '') comparison.same(`the check of ${id}`, found.check, undefined)
  else comparison.holds(`the check of ${id}`, found.check, check)
  comparison.items +=
    words(requirements).length +
    words(dependsOn).length +
    words(files).length +
    (estimate === '' ? 0 : 1) +
    (check === '' ? 0 : 1)
}

const withoutPictures = (title: string) =>
  title.replace(/(?:\p{Extended_Pictographic}|\ufe0f|\u20e3)/gu, '').trim()
