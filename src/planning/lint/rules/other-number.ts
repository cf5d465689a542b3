import type { Requirement } from '../../design.ts'
import { mentionsIn } from '../../requirement-id.ts'
import type { DocumentView } from '../document-view.ts'
import type { ProjectView } from '../project-view.ts'
import { type Quantity, quantitiesIn } from '../quantities.ts'
import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan } from '../sample.ts'

interface Said {
  /** The only requirement that it names. */
  id: string
  text: string
  document: string
  start: number
  end: number
}

/** What tests, parts and tasks say of one requirement alone. */
function* saidOfOne({ documents }: ProjectView): Generator<Said> {
  for (const document of documents) {
    const { key, tasks } = document
    for (const { task } of tasks) {
      const [id, other] = task.requirements
      if (id !== undefined && other === undefined)
        yield {
          id,
          text: `${task.text}\n${task.check ?? ''}`,
          document: key,
          start: task.start,
          end: task.end,
        }
    }
    if (document.design) yield* inDesignOf(document)
  }
}

function* inDesignOf({ key, statements }: DocumentView): Generator<Said> {
  for (const { role, text, start, end } of statements) {
    if (role !== 'other' || !/\d/.test(text)) continue
    const ids = new Set([...mentionsIn(text)].map(({ id }) => id))
    const [id] = ids
    if (id !== undefined && ids.size === 1)
      yield { id, text: text.replace(/[A-Z]{1,3}-\d+/g, ' '), document: key, start, end }
  }
}

/** A number that the requirement gives for the same, and another one. */
function contradicted(quantity: Quantity, all: Quantity[], asked: Quantity[]): Quantity | undefined {
  const { kind, limit, value } = quantity
  const same = asked.filter((one) => one.kind === kind)
  if (same.length === 0 || same.some((one) => one.value === value)) return undefined
  const alike = same.filter((one) => one.limit === limit)
  if (alike.length !== 1 || all.filter((one) => one.kind === kind && one.limit === limit).length !== 1)
    return undefined
  // "3 days before" says the same as "3 days before"; "wait 10 days" is about something else.
  if (limit === 'plain' && !alike.some((one) => isSaidAlike(one, quantity))) return undefined
  return alike[0]
}

const isSaidAlike = (one: Quantity, other: Quantity) =>
  (one.next !== '' && one.next === other.next) || (one.previous !== '' && one.previous === other.previous)

export const otherNumber: Rule = {
  id: 'other-number',
  severity: 'error',
  reason: 'What is built to the one number fails the check of the other.',
  good: inPlan(),
  bad: inPlan('ends within 500 ms', 'ends within 800 ms'),
  *project(view): Generator<Fault> {
    const requirements = new Map<string, Requirement>()
    for (const one of view.design?.requirements ?? [])
      if (!requirements.has(one.id)) requirements.set(one.id, one)
    const asked = new Map<string, Quantity[]>()
    for (const { id, text, document, start, end } of saidOfOne(view)) {
      const requirement = requirements.get(id)
      if (!requirement) continue
      const wanted = asked.get(id) ?? quantitiesIn(requirement.text)
      asked.set(id, wanted)
      if (wanted.length === 0) continue
      const all = quantitiesIn(text)
      for (const quantity of all) {
        const other = contradicted(quantity, all, wanted)
        if (!other) continue
        yield {
          document,
          start,
          end,
          words: `${id} ${quantity.words}`,
          message: `${id} asks for ${quote(other.words)}, here it is ${quote(quantity.words)}.`,
          suggestion: 'Decide which holds, and write it in both places.',
        }
      }
    }
  },
}
