import type { Work } from './project.ts'

/**
 * Sets what each task comes after, leaving out what would close a circle; gives those, as "T-1.1 after T-1.2". Linear in
 * tasks and links.
 */
export function withoutCircles(tasks: readonly Work[], waitsFor: (task: Work) => Work[]): string[] {
  const left: string[] = []
  const state = new Map<Work, 'open' | 'closed'>()
  for (const first of tasks) {
    if (state.has(first)) continue
    state.set(first, 'open')
    const stack = [{ task: first, rest: waitsFor(first) }]
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.rest.shift()
      if (!next) {
        state.set(top.task, 'closed')
        stack.pop()
      } else if (state.get(next) === 'open') left.push(`${top.task.id} after ${next.id}`)
      else {
        top.task.after.push(next)
        if (state.has(next)) continue
        state.set(next, 'open')
        stack.push({ task: next, rest: waitsFor(next) })
      }
    }
  }
  return left
}
