import { oneLine } from './escape.ts'
import type { Need } from './project.ts'
import { type Statement, statementsOf } from './statement.ts'

/** How somebody sees that a requirement holds, by what its statement, its tasks' checks and its tests say; nothing is added. */
export interface Scenario {
  name: string
  given?: string
  when: string
  outcome: string
}

export interface Proof {
  statements: Statement[]
  scenarios: Scenario[]
  /** What stands below the requirement and is no scenario. */
  remarks: string[]
  /** Nothing says how it is found to hold: the only scenario repeats the statement. */
  bare: boolean
}

/** At least one statement and one scenario. */
export function proofOf(need: Need): Proof {
  const statements = statementsOf(need.text, need.id)
  const scenarios: Scenario[] = []
  const remarks: string[] = []
  for (const line of [need.text, ...need.further]) {
    const told = gherkinIn(line)
    if (told) scenarios.push({ name: `${need.id} as told (${scenarios.length + 1})`, ...told })
    else if (line !== need.text) remarks.push(line)
  }
  for (const { keyword, condition, response } of statements)
    if (keyword && condition && scenarios.length === 0)
      scenarios.push({
        name: `${need.id} as stated`,
        when: condition,
        outcome: `THE SYSTEM SHALL ${response}`,
      })
  for (const { id, check } of need.tasks)
    if (check)
      scenarios.push({
        name: `check of ${id}`,
        when: `the check of ${id} is carried out: ${check}`,
        outcome: `it passes (${need.id})`,
      })
  for (const [index, test] of need.tests.entries())
    scenarios.push({
      name: `test of ${need.id}${index > 0 ? ` (${index + 1})` : ''}`,
      when: `${need.id} is tested as the design says: ${test}`,
      outcome: `the test passes (${need.id})`,
    })
  const bare = scenarios.length === 0
  if (bare)
    scenarios.push({
      name: `${need.id} as stated`,
      when: `${need.id} is asked for`,
      outcome: statements.map(({ response }) => `THE SYSTEM SHALL ${response}`).join('; '),
    })
  return { statements, scenarios, remarks, bare }
}

const GHERKIN =
  /^(?:acceptance[^:：]{0,20}[:：]\s*|scenario[^:：]{0,80}[:：]\s*)?(?:\*{0,2}given\*{0,2}\s+(.+?)[,;]?\s+)?\*{0,2}when\*{0,2}\s+(.+?)[,;]?\s+\*{0,2}then\*{0,2}\s+(.+)$/is

/** "Given …, when …, then …", as one line. */
function gherkinIn(line: string): Pick<Scenario, 'given' | 'when' | 'outcome'> | undefined {
  const [, given, when, outcome] = GHERKIN.exec(oneLine(line)) ?? []
  if (!when || !outcome) return undefined
  return given ? { given, when, outcome } : { when, outcome }
}

const STORY = /^(?:user story[:：]\s*)?as (an?|the) (.{1,80}?),? i (?:want|need|can|would like)\b/i
const ROLE =
  /^(?:an?|the|each|every|all)?\s*(users?|members?|customers?|visitors?|clients?|admins?|administrators?|operators?|managers?|employees?|patients?|doctors?|players?|leaders?|moderators?|guests?|editors?|authors?|readers?|developers?|students?|teachers?)\s+(?:can|may|must be able to|are able to|is able to|should be able to)\s+(.+)$/i

/** "As a …, I want …": as the text tells it, or by whom it says can do something, or in words that say nothing more. */
export function storyOf({ id, text, further }: Need, title: string): string {
  const told = [text, ...further].find((line) => STORY.test(line))
  if (told) return told.replace(/^user story[:：]\s*/i, '')
  const [, role = '', action] = ROLE.exec(text.replace(/\.$/, '')) ?? []
  const one = role.toLowerCase().replace(/s$/, '')
  if (action) return `As ${/^[aeio]/.test(one) ? 'an' : 'a'} ${one}, I want to ${action} (${id}).`
  return `As a user of ${title}, I want ${id} to hold: “${text}”`
}
