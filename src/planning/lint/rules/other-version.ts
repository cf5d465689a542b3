import type { Fault, Rule } from '../rule.ts'
import { quote } from '../said.ts'
import { inPlan } from '../sample.ts'
import { areVersionsOfOne, isOfOthers, techIn } from '../tech.ts'

interface Chosen {
  version: string
  document: string
}

export const otherVersion: Rule = {
  id: 'other-version',
  severity: 'error',
  reason: 'What runs with the one version need not run with the other; the builder takes either.',
  good: inPlan('Draw the window for lending (R-1).', 'Draw the window for lending in Python 3.13 (R-1).'),
  bad: inPlan('Draw the window for lending (R-1).', 'Draw the window for lending in Python 3.9 (R-1).'),
  *project({ documents }): Generator<Fault> {
    const chosen = new Map<string, Chosen>()
    const statements = documents.flatMap(({ key, stage, statements: all }) =>
      stage === 'brief' || stage === 'review' ? [] : all.map((statement) => ({ key, statement })),
    )
    const inStack = statements.filter(({ statement }) => statement.parts.includes('techStack'))
    for (const { key, statement } of inStack)
      for (const { name, version } of techIn(statement.text))
        if (version !== undefined && !chosen.has(name)) chosen.set(name, { version, document: key })
    for (const { key, statement } of statements) {
      for (const mention of techIn(statement.text)) {
        const { name, version, words } = mention
        if (version === undefined || isOfOthers(statement.text, mention)) continue
        const first = chosen.get(name)
        if (!first) chosen.set(name, { version, document: key })
        else if (!areVersionsOfOne(first.version, version))
          yield {
            document: key,
            start: statement.start,
            end: statement.end,
            words,
            message: `The ${first.document} has ${quote(`${name} ${first.version}`)}, here it is ${quote(words)}.`,
            suggestion: 'Decide which holds, and write it in both places.',
          }
      }
    }
  },
}
