import type { Phase, Task } from '../plan.ts'
import type { Fault } from './rule.ts'

/** A fault of a phase, shown at its heading. */
export const phaseFault = (
  { number, start, end }: Phase,
  text: string,
  message: string,
  suggestion: string,
): Fault => {
  const line = text.slice(start, end).search(/[\r\n]/)
  return { start, end: line < 1 ? end : start + line, words: `phase ${number}`, message, suggestion }
}

/** A fault of a task; `about` tells two of one task apart. */
export const taskFault = (
  { id, start, end }: Task,
  message: string,
  suggestion: string,
  about = '',
): Fault => ({
  start,
  end,
  words: about === '' ? id : `${id} ${about}`,
  message,
  suggestion,
})

/**
 * Groups of those that wait for each other, or one that waits for itself; each in the order given (Tarjan's strongly
 * connected components). Linear in nodes and links.
 */
export function cyclesIn<Node>(nodes: readonly Node[], waitsFor: (node: Node) => readonly Node[]): Node[][] {
  const state = new Map<Node, { index: number; low: number; open: boolean }>()
  const selfish = new Set<Node>()
  const cycles: Node[][] = []
  const stack: Node[] = []
  for (const root of nodes) {
    if (state.has(root)) continue
    const path: { node: Node; others: Iterator<Node> }[] = []
    const enter = (node: Node) => {
      state.set(node, { index: state.size, low: state.size, open: true })
      stack.push(node)
      path.push({ node, others: waitsFor(node)[Symbol.iterator]() })
    }
    enter(root)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const own = state.get(top.node)
      if (!own) break
      const step = top.others.next()
      if (!step.done) {
        const other = step.value
        const seen = state.get(other)
        if (other === top.node) selfish.add(other)
        if (!seen) enter(other)
        else if (seen.open) own.low = Math.min(own.low, seen.index)
        continue
      }
      path.pop()
      const above = state.get(path.at(-1)?.node ?? top.node)
      if (above && path.length > 0) above.low = Math.min(above.low, own.low)
      if (own.low !== own.index) continue
      const from = stack.lastIndexOf(top.node)
      const group = stack.splice(from)
      for (const node of group) {
        const one = state.get(node)
        if (one) one.open = false
      }
      if (group.length > 1 || selfish.has(top.node)) cycles.push(group)
    }
  }
  const places = new Map(nodes.map((node, place) => [node, place]))
  return cycles.map((cycle) => cycle.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)))
}
