import { between, pick } from '../support/random.ts'
import type { Texts } from './lint-project.ts'

/** Ways to spoil a good project by one change, and the rule that is meant to find it. */
export interface Mutation {
  kind: string
  rule: string
  /** Undefined where the place that it picked cannot be changed like that. */
  spoil(texts: Texts, random: () => number): Texts | undefined
}

type Change = (text: string, random: () => number) => string | undefined

const on = (key: string, kind: string, rule: string, change: Change): Mutation => ({
  kind,
  rule,
  spoil: (texts, random) => {
    const text = texts[key] ?? ''
    const changed = change(text, random)
    return changed === undefined || changed === text ? undefined : { ...texts, [key]: changed }
  },
})

/** One match of a pattern, replaced. */
const swap =
  (pattern: RegExp, to: (match: string, random: () => number) => string): Change =>
  (text, random) => {
    const matches = [...text.matchAll(pattern)]
    if (matches.length === 0) return undefined
    const match = pick(random, matches)
    return text.slice(0, match.index) + to(match[0], random) + text.slice(match.index + match[0].length)
  }

const part = (text: string, heading: string) =>
  text.slice(text.indexOf(heading), text.indexOf('\n## ', text.indexOf(heading)))

/** The same, within one part of the design. */
const swapIn =
  (heading: string, pattern: RegExp, to: (match: string, random: () => number) => string): Change =>
  (text, random) => {
    const whole = part(text, heading)
    const changed = swap(pattern, to)(whole, random)
    return changed === undefined ? undefined : text.replace(whole, () => changed)
  }

const otherNumber = (match: string, random: () => number) =>
  match.replace(/\d+/, (digits) =>
    String(Number(digits) + between(random, 2, 7) * (Number(digits) > 20 ? 10 : 1)),
  )

/** Numbers that requirement, test and task all give. */
const SHARED = /(?:more than 3 shifts|within 60 seconds|within 2 minutes|within 400 ms)/g
/** Those of the requirements alone, where they are put in other words. */
const ASKED =
  /(?:more than 3 shifts|within 60 seconds|within 2 minutes|within 400 ms|for 15 minutes|at most 5 MB|every 6 hours|of 24 months|at least 30 minutes)/g
const REQUIREMENT = /- \*\*R-\d+\*\*: .*\n/g
const TASK = /- \[ \] \*\*T-\d\.\d\*\*.*\n/g
const CHECK = / Check: .*/g
const phaseParts = (plan: string) => plan.split(/(?=^## Phase )/m)
const swapPhases: Change = (plan, random) => {
  const [head = '', ...phases] = phaseParts(plan)
  const first = between(random, 0, phases.length - 2)
  const second = between(random, first + 1, phases.length - 1)
  const swapped = phases.map((phase) => (phase.endsWith('\n\n') ? phase : `${phase}\n`))
  const [a = '', b = ''] = [swapped[first], swapped[second]]
  swapped[first] = b
  swapped[second] = a
  return head + swapped.join('')
}
const anyPhase = (kind: string, rule: string, change: Change): Mutation => ({
  kind,
  rule,
  spoil: (texts, random) => on(`phase-${pick(random, [1, 2, 4])}`, kind, rule, change).spoil(texts, random),
})
const appended = (words: string): Change => swap(/(?<=- \*\*R-(?:1|6)\*\*: .*)\.\n/g, () => `${words}.\n`)

export const MUTATIONS: Mutation[] = [
  on(
    'design',
    'a requirement removed',
    'undefined-requirement',
    swap(REQUIREMENT, () => ''),
  ),
  on('design', 'a requirement gets the id of another', 'duplicate-requirement', (text, random) => {
    const [one, other] = [between(random, 2, 12), 1]
    return text.replace(`**R-${one}**`, `**R-${other}**`)
  }),
  on('design', 'a requirement gets a number too high', 'skipped-requirement', (text) =>
    text.replace('**R-12**', '**R-14**'),
  ),
  on(
    'design',
    'a requirement says nothing',
    'silent-requirement',
    swap(REQUIREMENT, (line) => `${line.slice(0, line.indexOf('**:') + 3)}\n`),
  ),
  on(
    'design',
    'a requirement said twice',
    'same-requirement',
    swap(/- \*\*R-([2-9])\*\*: .*\n/g, (line) => `${line}${line.replace(/R-\d/, 'R-13')}`),
  ),
  on(
    'design',
    'a number of a requirement changed',
    'other-number',
    swapIn('## Requirements', ASKED, otherNumber),
  ),
  on('design', 'a number of a test changed', 'other-number', swapIn('## Testing', SHARED, otherNumber)),
  on('plan', 'a number of a check changed', 'other-number', swap(ASKED, otherNumber)),
  anyPhase('a number of a phase’s check changed', 'other-number', swap(ASKED, otherNumber)),
  on('plan', 'two phases swapped', 'phase-order', swapPhases),
  on(
    'plan',
    'a phase gets the number of the one before',
    'duplicate-phase',
    swap(/## Phase [234]/g, (match) => `## Phase ${Number(match.at(-1)) - 1}`),
  ),
  on('plan', 'a phase removed', 'stray-phase', (plan, random) => {
    const [head = '', ...phases] = phaseParts(plan)
    phases.splice(between(random, 0, 3), 1)
    return head + phases.join('')
  }),
  on(
    'plan',
    'a goal deleted',
    'aimless-phase',
    swap(/\*\*Goal:\*\* .*\n\n/g, () => ''),
  ),
  on('plan', 'tasks of a phase deleted', 'idle-phase', (plan, random) => {
    const parts = phaseParts(plan)
    const one = between(random, 1, 4)
    parts[one] = `${(parts[one] ?? '').replace(TASK, '')}\n`
    return parts.join('')
  }),
  on(
    'plan',
    'a phase waits for one that is not there',
    'unknown-phase',
    swap(/(?<=Depends on:\*\* )Phase \d/g, () => 'Phase 8'),
  ),
  on('plan', 'phases wait for each other', 'phase-cycle', (plan, random) =>
    plan.replace(
      '**Requirements:** R-1, R-2, R-9\n',
      (line) => `${line}\n**Depends on:** Phase ${pick(random, [2, 3, 4])}\n`,
    ),
  ),
  on(
    'plan',
    'a check deleted',
    'unchecked-task',
    swap(CHECK, () => ''),
  ),
  anyPhase(
    'a check of a phase’s plan deleted',
    'unchecked-task',
    swap(/(?: |\n- )Check: .*/g, () => ''),
  ),
  on(
    'plan',
    'a check made empty',
    'vague-check',
    swap(
      CHECK,
      (_, random) => ` Check: ${pick(random, ['it works', 'works as expected', 'all tests pass', 'done'])}.`,
    ),
  ),
  on(
    'plan',
    'a task waits for one that is not there',
    'unknown-task',
    swap(/(?<=Depends on: )T-\d\.\d/g, () => 'T-3.9'),
  ),
  on(
    'plan',
    'tasks wait for each other',
    'task-cycle',
    swap(/T-(\d)\.1\*\*: (?=.*\n.*Depends on: T-\1\.1)/g, (head) =>
      head.replace(/T-(\d)\.1\*\*: /, (_, phase) => `T-${phase}.1**: Depends on: T-${phase}.2. `),
    ),
  ),
  on(
    'plan',
    'a task gets the id of another',
    'duplicate-task',
    swap(/\*\*T-(\d)\.[23]\*\*/g, (id) => id.replace(/\.\d/, '.1')),
  ),
  on(
    'plan',
    'a task gets the number of another phase',
    'misplaced-task',
    swap(/\*\*T-\d\.(?=\d\*\*)/g, (id) => id.replace(/\d/, (digit) => String((Number(digit) % 4) + 1))),
  ),
  on(
    'plan',
    'a task removed',
    'added-task',
    swap(TASK, () => ''),
  ),
  anyPhase('a task of a phase’s plan removed', 'lost-task', (text, random) =>
    text.includes('### T-')
      ? swap(/### T-[\s\S]*?(?=\n### |$)/g, () => '')(text, random)
      : swap(TASK, () => '')(text, random),
  ),
  on(
    'plan',
    'a task names no requirement',
    'baseless-task',
    swap(/ \(R-\d+\)/g, () => ''),
  ),
  on(
    'plan',
    'a task names a requirement that is not there',
    'unknown-requirement',
    swap(/(?<=\()R-\d+/g, (_, random) => `R-${between(random, 20, 90)}`),
  ),
  anyPhase('a phase’s plan drops a requirement', 'dropped-requirement', (text, random) => {
    const id = pick(random, [...(/Requirements:\*\* (.*)/.exec(text)?.[1] ?? '').split(', ')])
    const other = /Requirements:\*\* (R-\d+), (R-\d+)/.exec(text)
    return text.replaceAll(
      new RegExp(`${id}(?!\\d)`, 'g'),
      (id === other?.[1] ? other?.[2] : other?.[1]) ?? '',
    )
  }),
  {
    kind: 'no task serves a requirement',
    rule: 'untraced-requirement',
    spoil: (texts, random) => {
      const id = new RegExp(`R-${between(random, 1, 12)}(?!\\d)`, 'g')
      return Object.fromEntries(
        Object.entries(texts).map(([key, text]) => [
          key,
          key === 'design' ? text : text.replace(id, 'the house'),
        ]),
      )
    },
  },
  anyPhase(
    'a phase’s title changed',
    'other-title',
    swap(/# Phase \d: .*/g, (line) => `${line.slice(0, 10)} Painting the kitchen`),
  ),
  on('design', 'a part deleted', 'missing-part', (text, random) => {
    const heading = pick(random, [
      '## Objectives',
      '## Architecture',
      '## Data',
      '## Interfaces',
      '## Security',
      '## Risks',
      '## Testing',
    ])
    return text.replace(part(text, heading), '')
  }),
  on('design', 'what stands below a heading deleted', 'empty-section', (text, random) => {
    const whole = part(
      text,
      pick(random, ['## Summary', '## Objectives', '## Data', '## Interfaces', '## Security']),
    )
    return text.replace(whole, `${whole.slice(0, whole.indexOf('\n'))}\n`)
  }),
  on(
    'design',
    'a test deleted',
    'untested-requirement',
    swapIn('## Testing', /\| R-\d+ \|.*\n/g, () => ''),
  ),
  on(
    'design',
    'a mitigation deleted',
    'unmet-risk',
    swapIn('## Risks', /(?<=\| (?:High|Medium) \| )[A-Z][^|]{20,} \|\n/g, () => '|\n'),
  ),
  on(
    'design',
    'a reason deleted',
    'unfounded-choice',
    swapIn('## Tech', /(?<=\| )[^|]+\. \|\n/g, () => '|\n'),
  ),
  on(
    'design',
    'something left to be filled in',
    'placeholder',
    swapIn('## Security', /hashes|stewards alone|random/g, (_, random) =>
      pick(random, ['TBD', 'TODO: decide', '[insert here]', '{{who}}']),
    ),
  ),
  on(
    'design',
    'a secret',
    'secret',
    swapIn('## Security', /used once/g, (_, random) =>
      pick(random, [
        `sent with sk-proj-${'a8Kd0Qz7'.repeat(5)}`,
        `kept in postgres://rota:${'Gh7tPq2x'}@db.internal/rota`,
        `signed by AKIA${'Z3QW7RTY'.repeat(2)}`,
      ]),
    ),
  ),
  on('design', 'cut off', 'text-cut-off', (text, random) => {
    const at = between(random, text.indexOf('The planner tries'), text.indexOf('nobody could explain'))
    const end = text.slice(0, at).replace(/\W*\w*$/, '')
    return /[.!?]$/.test(end) ? undefined : end
  }),
  anyPhase('a phase’s plan cut off', 'text-cut-off', (text) => text.slice(0, text.lastIndexOf(' and ') + 4)),
  on('plan', 'another version', 'other-version', (text, random) =>
    text.replace('PostgreSQL 17', `PostgreSQL ${between(random, 12, 16)}`),
  ),
  on('plan', 'another product', 'other-tech', (text, random) =>
    text.replace(
      ...pick(random, [
        ['FastAPI', 'Flask'],
        ['FastAPI', 'Django'],
        ['PostgreSQL 17', 'MySQL 9'],
        ['PostgreSQL 17', 'SQLite'],
      ] satisfies [string, string][]),
    ),
  ),
  on('design', 'a vague quality', 'vague-quality', appended(', and the page is user-friendly')),
  on('design', 'a list left open', 'open-list', appended(', etc')),
  on('design', 'a way out', 'escape-clause', appended(' if possible')),
  on('design', 'nothing that could be seen', 'untestable', appended(', and errors are handled gracefully')),
  on(
    'design',
    'two duties',
    'two-requirements',
    appended('; the server must keep it and the server must send a mail'),
  ),
  on('design', 'a paragraph twice', 'repeated-text', (text, random) => {
    const paragraph = pick(
      random,
      text.split('\n\n').filter((one) => /^[A-Z].{100}/.test(one)),
    )
    return text.replace('## Open questions', () => `${paragraph}\n\n## Open questions`)
  }),
  on(
    'design',
    'a heading twice',
    'duplicate-heading',
    (text, random) =>
      `${text}\n${pick(random, ['## Data', '## Summary', '## Security'])}\n\nMore is said here.\n`,
  ),
  on(
    'design',
    'a cell too many',
    'ragged-row',
    swapIn('## Interfaces', /40\d \|\n/g, (cell) => `${cell.trim()} slow |\n`),
  ),
  on(
    'design',
    'a word to the one who asked',
    'chat-remains',
    (text, random) =>
      `${text}\n${pick(random, ['Let me know if you need more.', 'I hope this helps!', 'Would you like me to write the plan?'])}\n`,
  ),
  on(
    'design',
    'a question without an assumption',
    'open-question',
    swap(/ Assumed: .*/g, () => ''),
  ),
]
