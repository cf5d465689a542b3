import { type Graph, parentOf } from './graph.ts'

/** What a requirement reaches, as ids of nodes in the documents' order. */
export interface MatrixRow {
  requirement: string
  title: string
  sections: string[]
  phases: string[]
  tasks: string[]
  checks: string[]
}

/**
 * Follows the links from each requirement. What serves R-3 serves too; R-3 is served where something serves a part
 * of it.
 */
export function coverageOf(graph: Graph): { matrix: MatrixRow[]; share: number } {
  const rows = new Map<string, MatrixRow>()
  const nodes = graph.nodes
  for (const { id, kind, title } of nodes)
    if (kind === 'requirement')
      rows.set(id, { requirement: id, title, sections: [], phases: [], tasks: [], checks: [] })
  const related = relatives([...rows.keys()])
  const links = graph.links
  const phasesOf = new Map<string, string[]>()
  const checksOf = new Map<string, string[]>()
  for (const { from, to, kind } of links) {
    if (kind === 'holds') push(phasesOf, to, from)
    if (kind === 'proves') push(checksOf, to, from)
  }
  for (const { from, to } of links)
    for (const id of related.get(to) ?? []) {
      const row = rows.get(id)
      const kind = graph.get(from)?.kind
      if (!row) continue
      if (kind === 'section') row.sections.push(from)
      else if (kind === 'phase') row.phases.push(from)
      else if (kind === 'check') row.checks.push(from)
      else if (kind === 'task') {
        row.tasks.push(from)
        row.phases.push(...(phasesOf.get(from) ?? []))
        row.checks.push(...(checksOf.get(from) ?? []))
      }
    }
  const order = new Map(nodes.map(({ id }, index) => [id, index]))
  const matrix = [...rows.values()].map((row) => ({
    ...row,
    sections: sorted(row.sections, order),
    phases: sorted(row.phases, order),
    tasks: sorted(row.tasks, order),
    checks: sorted(row.checks, order),
  }))
  const traced = matrix.filter(({ tasks, checks }) => tasks.length > 0 && checks.length > 0)
  return { matrix, share: matrix.length === 0 ? 0 : traced.length / matrix.length }
}

/** For each id that may be named, the requirements that are meant by it: itself, those above it, those below it. */
function relatives(ids: string[]): Map<string, string[]> {
  const known = new Set(ids)
  const related = new Map<string, string[]>()
  for (const id of ids) {
    push(related, id, id)
    const parent = parentOf(id)
    if (parent === undefined) continue
    push(related, parent, id)
    if (known.has(parent)) push(related, id, parent)
  }
  return related
}

function push(map: Map<string, string[]>, key: string, value: string) {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

const sorted = (ids: string[], order: Map<string, number>) =>
  [...new Set(ids)].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
