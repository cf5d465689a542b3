import type { Design, Section } from '../design.ts'
import type { PhasePlan } from '../phase-plan.ts'
import { requirementsNamedIn } from '../plan/references.ts'
import type { Phase, Plan } from '../plan.ts'
import { areas } from '../sections.ts'
import type { Graph } from './graph.ts'
import { Places } from './places.ts'

export const phaseId = (number: number) => `phase-${number}`
export const checkId = (task: string) => `${task}/check`

/** Requirements, and the parts of the design that speak of them. */
export function linkDesign(graph: Graph, design: Design) {
  const places = new Places('design', design.markdown)
  for (const { id, text, start, end } of design.requirements)
    graph.add(id, 'requirement', text, places.place(start, end))
  const ids = sectionIds(design.sections)
  for (const section of design.sections)
    graph.add(
      ids.get(section) ?? '',
      'section',
      section.title,
      places.place(section.start, section.end, section.title),
    )
  const own = areas(design.sections, 'requirements')
  const open: Section[] = []
  let next = 0
  let area = 0
  for (const reference of places.all) {
    const { kind, id, start, end } = reference
    if (kind !== 'requirement') continue
    for (
      let section = design.sections[next];
      section && section.start <= start;
      section = design.sections[next]
    ) {
      open.push(section)
      next += 1
    }
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= start) open.pop()
    while ((own[area]?.end ?? Number.POSITIVE_INFINITY) <= start) area += 1
    const section = open.at(-1)
    if (!section || start >= (own[area]?.start ?? Number.POSITIVE_INFINITY)) continue
    graph.link(ids.get(section) ?? '', id, 'mentions', places.place(start, end, section.title))
  }
}

/** Titles can occur twice. */
function sectionIds(sections: Section[]): Map<Section, string> {
  const ids = new Map<Section, string>()
  const used = new Map<string, number>()
  for (const section of sections) {
    const count = (used.get(section.title) ?? 0) + 1
    used.set(section.title, count)
    ids.set(section, `section:${section.title}${count > 1 ? ` (${count})` : ''}`)
  }
  return ids
}

export function linkPlan(graph: Graph, plan: Plan) {
  const places = new Places('plan', plan.markdown)
  for (const phase of plan.phases) {
    graph.add(phaseId(phase.number), 'phase', phase.title, places.place(phase.start, phase.end))
    linkPhase(graph, phase, places)
  }
  nameAll(graph, places)
}

/** The plan of one phase says more of the same phase and tasks. */
export function linkPhasePlan(graph: Graph, plan: PhasePlan) {
  const places = new Places(phaseId(plan.number), plan.markdown)
  const whole = { ...plan, title: plan.title ?? '', start: 0, end: plan.markdown.length }
  graph.add(phaseId(plan.number), 'phase', whole.title, places.place(0, whole.end))
  linkPhase(graph, whole, places)
  nameAll(graph, places)
}

/** What the whole text speaks of, beside the fields that are read. */
function nameAll(graph: Graph, places: Places) {
  // A task's number alone means one of the phase that it stands in.
  for (const { kind, id, start, end, sure, meant } of places.all)
    if (sure && !meant && !(kind === 'task' && !id.includes('.')))
      graph.name(id, kind, places.place(start, end))
}

function linkPhase(graph: Graph, phase: Phase, places: Places) {
  const id = phaseId(phase.number)
  const { start, end } = phase
  const serve = (node: string, requirement: string, from: number, to: number) => {
    const place = places.of(requirement, from, to)
    graph.name(requirement, 'requirement', place)
    graph.link(node, requirement, 'serves', place)
  }
  for (const requirement of phase.requirements) serve(id, requirement, start, end)
  for (const number of phase.dependsOn)
    graph.link(id, phaseId(number), 'waits-for', places.of(phaseId(number), start, end))
  for (const [index, check] of (phase.checks ?? []).entries()) {
    const node = `${id}/check-${index + 1}`
    graph.add(node, 'check', check, places.place(start, end))
    graph.link(node, id, 'proves', places.place(start, end))
    for (const requirement of requirementsNamedIn(check, true))
      graph.link(node, requirement, 'proves', places.of(requirement, start, end))
  }
  for (const task of phase.tasks) {
    const place = places.place(task.start, task.end)
    graph.add(task.id, 'task', task.text, place)
    graph.link(id, task.id, 'holds', place)
    for (const requirement of task.requirements) serve(task.id, requirement, task.start, task.end)
    for (const other of task.dependsOn) {
      const said = places.of(other, task.start, task.end)
      graph.name(other, 'task', said)
      graph.link(task.id, other, 'waits-for', said)
    }
    if (task.check === undefined) continue
    graph.add(checkId(task.id), 'check', task.check, place)
    graph.link(checkId(task.id), task.id, 'proves', place)
  }
}
