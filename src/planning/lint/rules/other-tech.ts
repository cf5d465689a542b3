import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan } from '../sample.ts'
import { isOfOthers, techIn } from '../tech.ts'

export const otherTech: Rule = {
  id: 'other-tech',
  severity: 'error',
  reason: 'The design chose one product, and the work is planned with another that does the same.',
  good: inPlan(),
  bad: inPlan('Keep books and loans in SQLite', 'Keep books and loans in MySQL'),
  *project({ documents, design }): Generator<Fault> {
    if (!design) return
    const inDesign = new Set(techIn(design.markdown).map(({ name }) => name))
    const chosen = new Map<string, Set<string>>()
    for (const { choice } of design.techStack)
      for (const { name, group } of techIn(choice))
        chosen.set(group, (chosen.get(group) ?? new Set()).add(name))
    for (const { key, stage, statements } of documents) {
      if (stage !== 'plan' && stage !== 'phase' && stage !== 'handoff') continue
      for (const statement of statements) {
        for (const mention of techIn(statement.text)) {
          const [own, second] = chosen.get(mention.group) ?? []
          if (own === undefined || second !== undefined || inDesign.has(mention.name)) continue
          if (isOfOthers(statement.text, mention)) continue
          yield {
            document: key,
            start: statement.start,
            end: statement.end,
            words: mention.name,
            message: `The design chooses ${quote(own)}, here it is ${quote(mention.name)}.`,
            suggestion: 'Decide which holds, and write it in both places.',
          }
        }
      }
    }
  },
}
