import type { Design } from '../design.ts'
import { shorten } from '../inline.ts'
import type { Place } from '../lint/finding.ts'
import type { PhasePlan } from '../phase-plan.ts'
import type { Plan } from '../plan.ts'
import type { TraceNode } from '../trace.ts'
import type { Graph, Named } from './graph.ts'
import { checkId, phaseId } from './links.ts'
import type { MatrixRow } from './matrix.ts'

/** Something that lacks its counterpart. */
export interface Orphan {
  kind: OrphanKind
  /** Of the node, or of what is named and is not there. */
  id: string
  /** A sentence for a person. */
  message: string
  place?: Place
}

export type OrphanKind =
  | 'requirement-without-task'
  | 'requirement-without-check'
  | 'task-without-requirement'
  | 'task-without-check'
  | 'phase-without-task'
  | 'unknown-requirement'
  | 'unknown-task'
  | 'unknown-phase'
  /** In the plan of its phase, and not in the plan. */
  | 'task-not-in-plan'
  /** In the plan, and not in the plan of its phase. */
  | 'task-not-in-phase-plan'
  | 'phase-not-in-plan'

interface Traced {
  graph: Graph
  /** Named, and no node. */
  unknown: Named[]
  matrix: MatrixRow[]
  design?: Design
  plan?: Plan
  phases: PhasePlan[]
}

/** In the order of the kinds above, each kind in the documents' order. */
export function findOrphans(traced: Traced): Orphan[] {
  const { graph, matrix, plan, phases } = traced
  const planned = plan !== undefined || phases.length > 0
  return [
    ...(planned ? ofRequirements(graph, matrix) : []),
    ...ofTasks(traced),
    ...ofPhases(graph),
    ...ofUnknown(traced),
    ...betweenPlans(traced),
  ]
}

const called = ({ id, title }: { id: string; title: string }) =>
  title === '' ? id : `${id} (“${shorten(title.split('\n', 1)[0] ?? '', 80)}”)`

function* ofRequirements(graph: Graph, matrix: MatrixRow[]): Generator<Orphan> {
  const missing = (kind: OrphanKind, row: MatrixRow, what: string): Orphan => ({
    kind,
    id: row.requirement,
    message: what.replace('%', called({ id: row.requirement, title: row.title })),
    place: graph.get(row.requirement)?.places[0],
  })
  for (const row of matrix)
    if (row.tasks.length === 0) yield missing('requirement-without-task', row, 'No task serves %.')
  for (const row of matrix)
    if (row.checks.length === 0) yield missing('requirement-without-check', row, 'No check proves %.')
}

function* ofTasks({ graph, design, plan, phases }: Traced): Generator<Orphan> {
  // Without a design nobody knows which requirements there are: what a task names may be one.
  const serving = new Set(
    design
      ? graph.links.filter(({ kind }) => kind === 'serves').map(({ from }) => from)
      : [...(plan?.phases ?? []), ...phases]
          .flatMap(({ tasks }) => tasks)
          .filter(({ requirements }) => requirements.length > 0)
          .map(({ id }) => id),
  )
  const tasks = graph.nodes.filter(({ kind }) => kind === 'task')
  const orphan = (kind: OrphanKind, node: TraceNode, message: string): Orphan => ({
    kind,
    id: node.id,
    message,
    place: node.places[0],
  })
  for (const task of tasks)
    if (!serving.has(task.id))
      yield orphan('task-without-requirement', task, `${called(task)} serves no requirement.`)
  for (const task of tasks)
    if (!graph.has(checkId(task.id)))
      yield orphan(
        'task-without-check',
        task,
        `Nobody can tell when ${called(task)} is done: it has no check.`,
      )
}

function* ofPhases(graph: Graph): Generator<Orphan> {
  const holding = new Set(graph.links.filter(({ kind }) => kind === 'holds').map(({ from }) => from))
  for (const { id, kind, title, places } of graph.nodes)
    if (kind === 'phase' && !holding.has(id))
      yield {
        kind: 'phase-without-task',
        id,
        message: `${called({ id: nameOf(id), title })} has no task.`,
        place: places[0],
      }
}

const nameOf = (phase: string) => `Phase ${phase.slice('phase-'.length)}`

function* ofUnknown({ unknown, graph, design, plan }: Traced): Generator<Orphan> {
  const series = new Set(graph.nodes.flatMap(({ id, kind }) => (kind === 'requirement' ? seriesOf(id) : [])))
  const said: [Named['kind'], OrphanKind, boolean, (id: string) => string][] = [
    [
      'requirement',
      'unknown-requirement',
      design !== undefined,
      (id) => `${id}, which is no requirement of the design`,
    ],
    ['task', 'unknown-task', plan !== undefined, (id) => `${id}, which is no task of the plan`],
    [
      'phase',
      'unknown-phase',
      plan !== undefined,
      (id) => `${nameOf(id).toLowerCase()}, which is no phase of the plan`,
    ],
  ]
  for (const [kind, orphan, isKnown, sentence] of said)
    for (const named of isKnown ? unknown : []) {
      const { id, place } = named
      // Where the design numbers no such series, "SR-71" is something else.
      if (named.kind !== kind || (kind === 'requirement' && series.size > 0 && !series.has(seriesOf(id))))
        continue
      yield {
        kind: orphan,
        id,
        message: `The ${nameOfDocument(place.document)} names ${sentence(id)}.`,
        place,
      }
    }
}

const seriesOf = (id: string) => id.slice(0, id.lastIndexOf('-'))

const nameOfDocument = (key: string) =>
  key.startsWith('phase-') ? `plan of ${nameOf(key).toLowerCase()}` : key

function* betweenPlans({ plan, phases }: Traced): Generator<Orphan> {
  if (!plan) return
  const planned = new Map<string, number>()
  for (const { number, tasks } of plan.phases) for (const { id } of tasks) planned.set(id, number)
  const numbers = new Set(plan.phases.map(({ number }) => number))
  for (const { number, tasks } of phases)
    for (const { id, text, start, end } of tasks)
      if (!planned.has(id))
        yield {
          kind: 'task-not-in-plan',
          id,
          message: `The plan of phase ${number} has ${called({ id, title: text })}, which the plan lacks.`,
          place: { document: phaseId(number), start, end },
        }
  for (const phase of phases) {
    const own = new Set(phase.tasks.map(({ id }) => id))
    for (const { number, tasks } of plan.phases)
      for (const { id, text, start, end } of number === phase.number ? tasks : [])
        if (!own.has(id))
          yield {
            kind: 'task-not-in-phase-plan',
            id,
            message: `The plan of phase ${number} lacks ${called({ id, title: text })}, which the plan has.`,
            place: { document: 'plan', start, end },
          }
  }
  for (const { number, markdown } of phases)
    if (!numbers.has(number))
      yield {
        kind: 'phase-not-in-plan',
        id: phaseId(number),
        message: `There is a plan of phase ${number}, which the plan lacks.`,
        place: { document: phaseId(number), start: 0, end: markdown.length },
      }
}
