import { type Known, type Mentions, saidAt } from '../markdown/mentions.ts'
import { parseDesign } from '../planning/design.ts'
import { parsePlan } from '../planning/plan.ts'
import { definedByLine, idsNamedIn, type Saying, sayingsOf } from '../planning/sayings.ts'
import type { Order } from '../runs/run.ts'

/** Where the ids of a project's texts lead. */

/** What a document of a project, or a sentence about it, may name. `path`: the project's page. */
export function projectMentions(path: string, sayings: readonly Saying[], document?: string): Mentions {
  const own = sayings.filter((saying) => saying.document === document)
  const known = new Map<string, Known>()
  // What the document says itself counts before what others say, and what comes first before what comes later.
  for (const { id, document: where, text, loose } of [...own, ...sayings]) {
    if (known.has(id)) continue
    const place = `#${saidAt('', id)}`
    const address = where === document ? place : `${path}/documents/${where}${place}`
    known.set(id, { address, saying: text, loose })
  }
  return {
    find: idsNamedIn,
    known: (id) => known.get(id),
    definedBy: ({ start, end }) => {
      const saying = firstIn(own, start, end)
      return saying && { id: saying.id, saying: saying.text, loose: saying.loose }
    },
  }
}

/** Those of one document are in the order of their ids' definitions, mostly. */
function firstIn(sayings: readonly Saying[], start: number, end: number): Saying | undefined {
  return sayings.find((saying) => saying.start >= start && saying.start < end)
}

/**
 * What a run's text may name: what the documents say that it is written from, as they were when it began, and what it has said
 * itself so far, so that it is drawn alike while it is written and afterwards. Without a project's path only the latter.
 */
export function runMentions(order: Order, path?: string): Mentions {
  const { document, sources } = readOrder(order)
  const known = new Map<string, Known>()
  if (path !== undefined)
    for (const { id, document: where, text, loose } of sources) {
      if (known.has(id)) continue
      known.set(id, { address: `${path}/documents/${where}#${saidAt('', id)}`, saying: text, loose })
    }
  return {
    find: idsNamedIn,
    known: (id) => known.get(id),
    definedBy: (line) => {
      const defined = definedByLine(document, line.text, line.isHeading)
      return defined && { id: defined.id, saying: defined.text, loose: defined.loose }
    },
  }
}

/** Which document an order has written, and what is said in those it is written from. */
function readOrder(order: Order): { document: string; sources: Saying[] } {
  const { stage, input } = order
  if (stage === 'plan') return { document: 'plan', sources: sayingsIn(input.design) }
  if (stage === 'phase')
    return { document: `phase-${input.phase}`, sources: sayingsIn(input.design, input.plan) }
  if (stage === 'review') return { document: 'review', sources: sayingsIn(input.design, input.plan) }
  if (stage === 'arbiter')
    return {
      document: input.document,
      sources: input.document === 'plan' ? sayingsIn(input.request.design) : [],
    }
  // A section's material is pieces of documents, which would lead nowhere.
  return { document: stage === 'design' ? 'design' : '', sources: [] }
}

const sayingsIn = (design: string, plan = ''): Saying[] =>
  sayingsOf({ design: parseDesign(design), ...(plan === '' ? {} : { plan: parsePlan(plan) }) })
