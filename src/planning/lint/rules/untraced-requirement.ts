import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan } from '../sample.ts'

const { design = '', plan = '' } = inPlan().texts

export const untracedRequirement: Rule = {
  id: 'untraced-requirement',
  severity: 'error',
  reason: 'What no task serves is not built, and nobody notices until the user does.',
  good: inPlan(),
  bad: { texts: { design, plan: plan.replaceAll('R-2', 'R-3') } },
  *project({ design: read, documents }): Generator<Fault> {
    const tasks = documents.flatMap((document) => document.tasks)
    if (!read || tasks.length === 0) return
    const served = new Set(tasks.flatMap(({ task }) => task.requirements))
    const above = new Set([...served].map((id) => id.replace(/\.\d+$/, '')))
    const seen = new Set<string>()
    for (const { id, text, start, end } of read.requirements) {
      const parent = id.split('.', 1)[0] ?? id
      if (seen.has(id) || served.has(id) || served.has(parent) || above.has(id)) continue
      seen.add(id)
      yield {
        document: 'design',
        start,
        end,
        words: id,
        message: `No task serves ${id}: ${quote(text)}.`,
        suggestion: `Add a task to the plan that names ${id}, with a check.`,
      }
    }
  },
}
