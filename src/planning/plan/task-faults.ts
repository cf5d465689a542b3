import type { Missing } from '../design.ts'
import { shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import type { Phase, Task } from '../plan.ts'
import type { Settled } from './settle.ts'

/**
 * What is wrong with the tasks of some phases, and with what they wait for. `alone`: the text is the plan of that phase,
 * and cannot know what others hold.
 */
export function* findTaskFaults(
  phases: Phase[],
  { counted, unread }: Settled,
  alone?: number,
): Generator<Missing> {
  const tasks = phases.flatMap((phase) => phase.tasks)
  if (counted.length > 0) {
    const message = `These tasks have no id; they are counted in their phase: ${idsOf(counted)}.`
    yield { code: 'tasks:ids', message }
  }
  const seen = new Set<string>()
  const twice = tasks.filter(({ id }) => seen.size === seen.add(id).size)
  if (twice.length > 0)
    yield { code: 'tasks:duplicate', message: `Used for more than one task: ${idsOf(twice)}.` }
  const strayed = phases.flatMap(({ number, tasks: own }) =>
    own.filter(({ id }) => !id.startsWith(`T-${number}.`)),
  )
  if (strayed.length > 0)
    yield {
      code: 'tasks:phase',
      message: `Numbered for another phase than they stand in: ${idsOf(strayed)}.`,
    }
  const empty = tasks.filter(({ text }) => text === '')
  if (empty.length > 0) yield { code: 'tasks:empty', message: `Nothing is said of ${idsOf(empty)}.` }
  const unchecked = tasks.filter(({ check }) => !check)
  if (unchecked.length > 0)
    yield { code: 'tasks:check', message: `No check is given for ${idsOf(unchecked)}.` }
  const baseless = tasks.filter(({ requirements }) => requirements.length === 0)
  if (baseless.length > 0)
    yield { code: 'tasks:requirements', message: `No requirement is named by ${idsOf(baseless)}.` }
  yield* inDependencies(phases, tasks, alone)
  if (unread.length > 0) {
    const quotes = unread.map(({ of, text }) => `“${shorten(text, 60)}” of ${of}`)
    yield {
      code: 'dependencies:unread',
      message: `Names no task and no phase that can be read: ${listed(quotes)}.`,
    }
  }
}

const idsOf = (tasks: Task[]) => listed([...new Set(tasks.map(({ id }) => id))])

function* inDependencies(phases: Phase[], tasks: Task[], alone?: number): Generator<Missing> {
  const ids = new Set(tasks.map(({ id }) => id))
  const numbers = new Set(phases.map(({ number }) => number))
  const unknown = new Set<string>()
  for (const { dependsOn } of tasks)
    for (const id of dependsOn)
      if (!ids.has(id) && (alone === undefined || id.startsWith(`T-${alone}.`))) unknown.add(id)
  for (const { dependsOn } of phases)
    for (const number of dependsOn)
      if (alone === undefined && !numbers.has(number)) unknown.add(`phase ${number}`)
  if (unknown.size > 0) {
    const message = `Something waits for ${listed([...unknown])}, which is not there.`
    yield { code: 'dependencies:unknown', message }
  }
}
