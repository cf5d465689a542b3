import { parseDesign } from '../design.ts'
import type { Part } from '../parts.ts'
import type { ReviewRequest } from '../review-request.ts'
import { areas } from '../sections.ts'
import { adding, replacing } from './corrections.ts'
import { inline } from './safe-text.ts'

interface Look {
  part: Part
  /** Where it stands nothing is found. */
  unless: RegExp
  severity: 'warning' | 'hint'
  says: string
  add: string
}

/** What a reader asks who has seen such designs fail; each is gone when its sentence stands there. */
const LOOKS: Look[] = [
  {
    part: 'security',
    unless: /429|per minute|a minute|attempts/i,
    severity: 'warning',
    says: 'Nothing limits how often a request may be refused, so a key can be guessed',
    add: '- **Limits.** An address whose requests were refused ten times within one minute gets 429 for the next ten minutes.',
  },
  {
    part: 'risks',
    unless: /given up|abandoned|unmaintained/i,
    severity: 'hint',
    says: 'No risk names a library that its makers give up',
    add: '| A library that this is built on is given up | Low | Medium | Two people know where it is called; the newest version that worked is pinned, and a look is taken each quarter |',
  },
  {
    part: 'testing',
    unless: /each (?:commit|push|change)|every (?:commit|push|change)/i,
    severity: 'hint',
    says: 'It does not say when the tests run',
    add: 'The tests run on each change, and nothing is released while one of them fails.',
  },
]

const PRONOUNS: [RegExp, string][] = [
  [/^They\b/, 'People'],
  [/^Them\b/, 'People'],
  [/^It\b(?! (?:is|has to be) (?:so|true))/, 'The product'],
]

const MOST = 4

/** A second look in the form of prompts/review.v1.md, by rules alone: at most four findings, or none. */
export function writeReview({ projectName, design, findings }: ReviewRequest): string {
  const { markdown, sections, requirements } = parseDesign(design)
  const said: string[] = []
  for (const { id, text } of requirements.slice(0, 60)) {
    const [pattern, who] = PRONOUNS.find(([pronoun]) => pronoun.test(text)) ?? []
    const word = pattern?.exec(text)?.[0]
    if (!word || !who || findings.includes(`${id} `) || findings.includes(`${id}: `)) continue
    said.push(
      `- **${id}** (warning): It begins with “${word}” and does not say who that is. Suggestion: ${replacing(word, who)}`,
    )
    break
  }
  for (const { part, unless, severity, says, add } of LOOKS) {
    const [area] = areas(sections, part)
    if (!area || findings.includes(says) || unless.test(markdown.slice(area.start, area.end))) continue
    said.push(`- **${inline(area.title)}** (${severity}): ${says}. Suggestion: ${adding(add)}`)
  }
  const title = `# Review of ${inline(projectName)}`
  return `${[title, said.length === 0 ? 'No findings.' : said.slice(0, MOST).join('\n')].join('\n\n')}\n`
}

/** What is missing behind `kept`, where that is a beginning of it. */
export function writeRestOfReview(request: ReviewRequest, kept: string): string {
  const whole = writeReview(request)
  return whole.startsWith(kept) ? whole.slice(kept.length) : ''
}
