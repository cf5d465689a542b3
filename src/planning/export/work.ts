import { listed } from '../missing.ts'
import type { PhasePlan } from '../phase-plan.ts'
import type { Phase, Plan, Task } from '../plan.ts'
import type { Progress } from '../progress.ts'
import { parentOf } from '../trace/graph.ts'
import type { Trace } from '../trace.ts'
import { withoutCircles } from './circles.ts'
import { oneLine } from './escape.ts'
import type { Need, Stage, Work } from './project.ts'
import { stepsIn } from './steps.ts'

interface Planned {
  plan?: Plan
  phasePlans: PhasePlan[]
  progress: ReadonlyMap<string, Progress>
  needs: Need[]
  trace: Trace
}

/** Phases and tasks, those of the plan first; what only the plan of a phase has comes behind. Fills the needs' tasks. */
export function readWork({ plan, phasePlans, progress, needs, trace }: Planned): {
  stages: Stage[]
  tasks: Work[]
  problems: string[]
} {
  const stages: Stage[] = []
  const tasks: Work[] = []
  const stated = new Map<Work, string[]>()
  const renamed: string[] = []
  const taken = new Map<string, number>()
  const add = (stage: Stage, task: Task, own: Task | undefined, markdown: string | undefined): void => {
    const count = (taken.get(task.id) ?? 0) + 1
    taken.set(task.id, count)
    if (count > 1) renamed.push(task.id)
    const { state, note } = progress.get(task.id) ?? {}
    const steps = own && markdown !== undefined ? stepsIn(markdown.slice(own.start, own.end)) : []
    const work: Work = {
      id: count > 1 ? `${task.id} (${count})` : task.id,
      number: tasks.length + 1,
      ...wordsOf(task, own, steps),
      check: longer(task.check && oneLine(task.check), own?.check && oneLine(own.check)),
      requirements: union(task.requirements, own?.requirements),
      needs: [],
      stage,
      after: [],
      files: union(task.files, own?.files),
      estimate: task.estimate ?? own?.estimate,
      steps,
      state: state ?? 'open',
      note,
    }
    stated.set(work, union(task.dependsOn, own?.dependsOn))
    stage.tasks.push(work)
    tasks.push(work)
  }
  for (const phase of [...(plan?.phases ?? []), ...unplanned(plan, phasePlans)]) {
    // A number can stand twice; the plan of that phase is then the first one's.
    const first = stages.every(({ number }) => number !== phase.number)
    const own = first ? phasePlans.find(({ number }) => number === phase.number) : undefined
    const stage = stageOf(phase, own, stages.length + 1)
    stages.push(stage)
    const used = new Set<Task>()
    for (const task of phase.tasks) {
      const more = own?.tasks.find((each) => each.id === task.id && !used.has(each))
      if (more) used.add(more)
      add(stage, task, more, own?.markdown)
    }
    for (const task of own?.tasks ?? []) if (!used.has(task)) add(stage, task, task, own?.markdown)
  }
  serve(needs, tasks, trace)
  const circles = withoutCircles(tasks, waitingFor(stages, tasks, stated))
  const problems = [
    ...(renamed.length > 0
      ? [
          `More than one task is called ${listed([...new Set(renamed)])}; the later ones are called “${renamed[0]} (2)” and so on.`,
        ]
      : []),
    ...(circles.length > 0 ? [`Tasks wait for each other in a circle; left out: ${listed(circles)}.`] : []),
    ...unknown(tasks, stated),
  ]
  return { stages, tasks, problems }
}

/** The plan's sentence, unless it is cut short; what the phase's own plan says besides it and its steps is a remark. */
function wordsOf(task: Task, own: Task | undefined, steps: string[]): Pick<Work, 'text' | 'remark'> {
  const [head = '', ...lines] = (own?.text ?? '').split('\n').map(oneLine)
  const planned = own === task ? head : oneLine(task.text)
  const text = (planned.endsWith('…') ? longer(planned, head) : planned) || head || task.id
  let rest = [head, ...lines].join(' ')
  for (const said of [planned.replace(/\.$/, ''), head, ...steps]) rest = rest.replace(said, ' ')
  const remark = oneLine(rest).replace(/^[\s.:;,–—-]+/, '')
  return remark !== '' && !planned.includes(remark) ? { text, remark } : { text }
}

const longer = (one: string | undefined, other: string | undefined): string =>
  (other ?? '').length > (one ?? '').length && !other?.endsWith('…') ? (other ?? '') : (one ?? '')

const union = (one: readonly string[], other: readonly string[] = []): string[] => [
  ...new Set([...one, ...other]),
]

/** Plans of phases that the plan does not have. */
function unplanned(plan: Plan | undefined, phasePlans: PhasePlan[]): Phase[] {
  const known = new Set(plan?.phases.map(({ number }) => number))
  return phasePlans
    .filter(({ number }) => !known.has(number))
    .map((phase) => ({ ...phase, title: phase.title ?? '', tasks: [], start: 0, end: 0 }))
}

function stageOf(phase: Phase, own: PhasePlan | undefined, place: number): Stage {
  return {
    place,
    number: phase.number,
    title: oneLine(phase.title) || oneLine(own?.title ?? '') || `Phase ${phase.number}`,
    goal: longer(phase.goal && oneLine(phase.goal), own?.goal && oneLine(own.goal)) || undefined,
    requirements: union(phase.requirements, own?.requirements),
    dependsOn: [...new Set([...phase.dependsOn, ...(own?.dependsOn ?? [])])],
    checks: union(phase.checks?.map(oneLine) ?? [], own?.checks.map(oneLine)),
    files: union(phase.files, own?.files),
    estimate: phase.estimate ?? own?.estimate,
    tasks: [],
  }
}

/** By the trace, which knows that what serves R-3 serves too. */
function serve(needs: Need[], tasks: Work[], trace: Trace): void {
  const rows = new Map(trace.matrix.map((row) => [row.requirement, new Set(row.tasks)]))
  const shared = new Set(tasks.map(({ id }) => asWritten(id)).filter((id, at, all) => all.indexOf(id) !== at))
  for (const need of needs) {
    const id = asWritten(need.id)
    const row = rows.get(id)
    for (const task of tasks)
      if (row?.has(asWritten(task.id)) && (!shared.has(asWritten(task.id)) || isNamed(task, id))) {
        need.tasks.push(task)
        task.needs.push(need)
      }
  }
}

/** Without what tells two of one id apart. */
const asWritten = (id: string): string => id.replace(/ \(\d+\)$/, '')

/** Two tasks of one id are one to the trace; what each names tells them apart. */
const isNamed = ({ requirements }: Work, need: string): boolean =>
  requirements.some((one) => one === need || parentOf(need) === one || parentOf(one) === need)

/** What is said of tasks; a phase that waits for another one begins when the last tasks of that one are done. */
function waitingFor(stages: Stage[], tasks: Work[], stated: Map<Work, string[]>): (task: Work) => Work[] {
  const byId = new Map([...tasks].reverse().map((task) => [task.id, task]))
  const own = (task: Work): Work[] =>
    (stated.get(task) ?? []).flatMap((id) => {
      const other = byId.get(id)
      return other && other !== task ? [other] : []
    })
  const needed = new Set(tasks.flatMap((task) => own(task).filter(({ stage }) => stage === task.stage)))
  const lastOf = new Map(
    stages.map((stage) => [stage.number, stage.tasks.filter((task) => !needed.has(task))]),
  )
  return (task) => {
    const before = own(task)
    const waits = before.some(({ stage }) => stage === task.stage)
    const phases = waits ? [] : task.stage.dependsOn.filter((number) => number !== task.stage.number)
    return [...new Set([...before, ...phases.flatMap((number) => lastOf.get(number) ?? [])])]
  }
}

function* unknown(tasks: Work[], stated: Map<Work, string[]>): Generator<string> {
  const known = new Set(tasks.map(({ id }) => id))
  const lost = [...stated].flatMap(([task, ids]) =>
    ids.filter((id) => !known.has(id)).map((id) => `${task.id} on ${id}`),
  )
  if (lost.length > 0) yield `Dependencies on tasks that are not there are left out: ${listed(lost)}.`
}
