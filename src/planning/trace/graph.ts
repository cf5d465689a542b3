import { shorten } from '../inline.ts'
import type { Place } from '../lint/finding.ts'
import type { TraceLink, TraceNode } from '../trace.ts'

const TITLE_LENGTH = 200

/** An id that some text speaks of, with the first place. */
export interface Named {
  id: string
  kind: 'requirement' | 'task' | 'phase'
  place: Place
}

/** Nodes by id and the links between them; each of both once. */
export class Graph {
  readonly #nodes = new Map<string, TraceNode>()
  readonly #links = new Map<string, TraceLink>()
  readonly #named = new Map<string, Named>()

  get nodes(): TraceNode[] {
    return [...this.#nodes.values()]
  }

  get links(): TraceLink[] {
    return [...this.#links.values()]
  }

  has(id: string): boolean {
    return this.#nodes.has(id)
  }

  get(id: string): TraceNode | undefined {
    return this.#nodes.get(id)
  }

  /** The same thing said in a second place is one node; the first title that says anything stays. */
  add(id: string, kind: TraceNode['kind'], title: string, place: Place | undefined) {
    const node = this.#nodes.get(id)
    if (!node) {
      this.#nodes.set(id, { id, kind, title: shorten(title, TITLE_LENGTH), places: place ? [place] : [] })
      return
    }
    if (node.title === '') node.title = shorten(title, TITLE_LENGTH)
    if (place) node.places.push(place)
  }

  /** `to` may become a node later. */
  link(from: string, to: string, kind: TraceLink['kind'], place: Place) {
    if (from === to) return
    const key = `${from} ${kind} ${to} ${place.document}`
    if (!this.#links.has(key)) this.#links.set(key, { from, to, kind, place })
  }

  /** Somebody speaks of it, whether it is there or not. */
  name(id: string, kind: Named['kind'], place: Place) {
    if (!this.#named.has(id)) this.#named.set(id, { id, kind, place })
  }

  /**
   * When all nodes are there: what links to means R-3 where only that is a node, what links to R-3 means and
   * where only those are. Links to what is none of them are dropped. Gives what is named and is no node.
   */
  settle(): Named[] {
    const below = new Map<string, string[]>()
    for (const id of this.#nodes.keys()) {
      const parent = parentOf(id)
      if (parent === undefined) continue
      const list = below.get(parent)
      if (list) list.push(id)
      else below.set(parent, [id])
    }
    const meantBy = (id: string): string[] => {
      const parent = parentOf(id)
      if (this.#nodes.has(id)) return [id]
      return parent !== undefined && this.#nodes.has(parent) ? [parent] : (below.get(id) ?? [])
    }
    for (const [key, link] of this.#links) {
      if (this.#nodes.has(link.to)) continue
      this.#links.delete(key)
      for (const to of meantBy(link.to)) this.link(link.from, to, link.kind, link.place)
    }
    return [...this.#named.values()].filter(({ id }) => meantBy(id).length === 0)
  }
}

/** R-3 of, T-1.2 of T-1.2.1. */
export function parentOf(id: string): string | undefined {
  const parent = /^([A-Z]+-\d+(?:\.\d+)*)\.\d+$/.exec(id)?.[1]
  return parent === undefined || /^T-\d+$/.test(parent) ? undefined : parent
}
