import { fileOf } from '../bundle-files.ts'
import { type Design, parseDesign } from '../design.ts'
import { writeHandoff } from '../handoff.ts'
import { listed } from '../missing.ts'
import { type PhasePlan, parsePhasePlan } from '../phase-plan.ts'
import { type Plan, parsePlan } from '../plan.ts'
import type { Progress } from '../progress.ts'
import { type Trace, traceProject } from '../trace.ts'
import { wholeBrief } from '../whole-brief.ts'
import { oneLine } from './escape.ts'
import { folderName } from './folder-name.ts'
import { readNeeds } from './needs.ts'
import { readWork } from './work.ts'

/** What a project holds, as it was written. */
export interface ExportMaterial {
  name: string
  wishes: { languages: string[]; frameworks: string[]; apis: string[] }
  /** By the documents' keys: `brief`, `design`, `plan`, `phase-3`. */
  texts: ReadonlyMap<string, string>
  /** By the tasks' ids. */
  progress: ReadonlyMap<string, Progress>
}

/** The same, taken apart and put together for whoever writes files of it. */
export interface ExportProject extends ExportMaterial {
  /** One line. */
  title: string
  /** Lower-case Latin letters, digits and hyphens; begins with a letter. */
  folder: string
  design?: Design
  plan?: Plan
  phasePlans: PhasePlan[]
  trace: Trace
  needs: Need[]
  stages: Stage[]
  /** Of all stages, in their order. */
  tasks: Work[]
  /** With the answers to questions about it; empty where there is none. */
  brief: string
  handoff: string
  /** What holds for every target. */
  problems: string[]
}

/** A requirement of the design. */
export interface Need {
  /** R-4; where the design has two of them, the second is "R-4 (2)". */
  id: string
  /** Its place, counted from 1. */
  number: number
  /** What it says, one line. */
  text: string
  /** What stands below it, a line each. */
  further: string[]
  tasks: Work[]
  /** What the design's part on testing says of it. */
  tests: string[]
}

/** A phase of the plan, with what its own plan says besides. */
export interface Stage {
  /** Its place, counted from 1. */
  place: number
  /** As the plan has it. */
  number: number
  title: string
  goal?: string
  requirements: string[]
  dependsOn: number[]
  checks: string[]
  files: string[]
  estimate?: string
  tasks: Work[]
}

/** A task of the plan, with what the plan of its phase says besides. */
export interface Work {
  /** T-2.1; where there are two of them, the second is "T-2.1 (2)". */
  id: string
  /** Its place among all tasks, counted from 1. */
  number: number
  text: string
  /** What the plan of its phase says of it besides. */
  remark?: string
  check?: string
  requirements: string[]
  /** The needs that it serves, by the trace. */
  needs: Need[]
  stage: Stage
  /** Tasks that it has to wait for, its phase's dependencies included; without circles. */
  after: Work[]
  files: string[]
  estimate?: string
  /** What the plan of its phase says of how it is done, a line each. */
  steps: string[]
  state: 'open' | Progress['state']
  note?: string
}

/** Never throws. */
export function readExport(material: ExportMaterial): ExportProject {
  const { texts, progress, name } = material
  const design = texts.has('design') ? parseDesign(texts.get('design') ?? '') : undefined
  const plan = texts.has('plan') ? parsePlan(texts.get('plan') ?? '') : undefined
  const phasePlans = [...texts]
    .flatMap(([key, text]) => {
      const number = Number(/^phase-(\d+)$/.exec(key)?.[1])
      return Number.isInteger(number) ? [parsePhasePlan(text, number)] : []
    })
    .sort((one, other) => one.number - other.number)
  const trace = traceProject({ design, plan, phases: phasePlans })
  const { needs, problems: ofNeeds } = readNeeds(design)
  const { stages, tasks, problems: ofWork } = readWork({ plan, phasePlans, progress, needs, trace })
  const title = oneLine(name) || 'Project'
  const { folder, problem } = folderName(title)
  const problems = [
    ...lacking(material, design, plan),
    ...ofNeeds,
    ...ofWork,
    ...unread(design, plan, phasePlans),
    ...untraced(needs, tasks),
    ...(problem ? [problem] : []),
  ]
  const handoff = writeHandoff({ name, texts, progress })
  return {
    ...material,
    title,
    folder,
    design,
    plan,
    phasePlans,
    trace,
    needs,
    stages,
    tasks,
    brief: wholeBrief(texts) ?? '',
    handoff,
    problems,
  }
}

function* lacking({ texts }: ExportMaterial, design?: Design, plan?: Plan): Generator<string> {
  if (!texts.has('brief')) yield 'There is no brief.'
  if (!design) yield 'There is no design yet: no requirement can be handed on.'
  else if (design.requirements.length === 0)
    yield 'No requirement could be read from the design; its text goes along as it is.'
  if (!plan) yield 'There is no plan yet: no task can be handed on.'
  else if (plan.phases.every(({ tasks }) => tasks.length === 0))
    yield 'No task could be read from the plan; its text goes along as it is.'
}

const UNREAD =
  /^(?:text:(?!placeholder)|.*:unread$|phases:repeated$|dependencies:unknown$|requirements:unnamed$)/

/** What was left aside when the documents were taken apart; their texts go along all the same. */
function* unread(design?: Design, plan?: Plan, phasePlans: PhasePlan[] = []): Generator<string> {
  const documents = [
    ['design', design],
    ['plan', plan],
    ...phasePlans.map((phase) => [`phase-${phase.number}`, phase] as const),
  ] as const
  for (const [key, document] of documents)
    for (const { code, message } of document?.missing ?? [])
      if (UNREAD.test(code)) yield `Goes along in ${fileOf(key)} alone. ${message}`
}

function* untraced(needs: Need[], tasks: Work[]): Generator<string> {
  if (tasks.length === 0) return
  const idle = needs.filter((need) => need.tasks.length === 0).map(({ id }) => id)
  if (idle.length > 0) yield `No task serves ${listed(idle)}.`
  const known = new Set(needs.map(({ id }) => id))
  const strange = new Set(
    tasks
      .flatMap((task) => (task.needs.length > 0 || needs.length === 0 ? [] : task.requirements))
      .filter((id) => !known.has(id)),
  )
  if (strange.size > 0) yield `Tasks name ${listed([...strange])}, which is no requirement of the design.`
}
