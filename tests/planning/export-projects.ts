import { readFileSync } from 'node:fs'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { writePhase } from '../../src/planning/demo/phase.ts'
import { writePlan } from '../../src/planning/demo/plan.ts'
import type { ExportMaterial } from '../../src/planning/export.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import type { Progress } from '../../src/planning/progress.ts'
import { goodProject } from './lint-project.ts'

/** Projects that exports are tried on: the demo model's, and such as nobody hopes for. */

export interface Sample extends ExportMaterial {
  /** Requirements that every export has to name. */
  ids: string[]
}

const NO_WISHES = { languages: [], frameworks: [], apis: [] }

function sample(
  name: string,
  texts: Record<string, string>,
  ids: string[],
  progress: Record<string, Progress> = {},
): Sample {
  return {
    name,
    wishes: NO_WISHES,
    texts: new Map(Object.entries(texts)),
    progress: new Map(Object.entries(progress)),
    ids,
  }
}

function demo(
  projectName: string,
  brief: string,
  language: string,
  progress: Record<string, Progress> = {},
): Sample {
  const design = writeDesign({
    projectName,
    requirements: brief,
    languages: [language],
    frameworks: [],
    apis: [],
  })
  const plan = writePlan({ projectName, brief, design, phases: 4, depth: 'standard', words: 3000 })
  const texts: Record<string, string> = { brief, design, plan }
  for (const { number } of parsePlan(plan).phases)
    texts[`phase-${number}`] = writePhase({ projectName, design, plan, phase: number, words: 1500 })
  return {
    ...sample(projectName, texts, ['R-1', 'R-2', 'R-3', 'R-4'], progress),
    wishes: { languages: [language], frameworks: ['Hono'], apis: [] },
  }
}

const read = (name: string): string => readFileSync(`${import.meta.dir}/fixtures/${name}`, 'utf8')

/** What shells, Markdown, HTML and JSON make something of. */
export const HOSTILE = [
  '$(touch pwned)',
  '`touch pwned`',
  "'; touch pwned; '",
  '"; touch pwned; "',
  '\\"$(touch pwned)\\"',
  '<script>alert(1)</script> & <!-- x -->',
  '**bold** _em_ [a](javascript:alert(1)) ~~x~~ | a | b |',
  `\${IFS}touch\${IFS}pwned !! \\ \\n %s %n *.md ~ {a,b}`,
  'END_OF_TEXT',
  '@octocat fixes #1 &amp; &#60;b&#62;',
]

const hostileDesign = [
  '# <b>Design</b> of $(touch pwned)',
  '',
  '## Requirements',
  '',
  ...HOSTILE.map((text, at) => `- **R-${at + 1}**: The app must keep ${text} as it is.`),
  '',
  '## Testing',
  '',
  '- R-1: run `rm -rf /` nowhere.',
  '',
].join('\n')

const hostilePlan = [
  '# Plan',
  '',
  "## Phase 1: It's `touch pwned` and $(touch pwned)",
  '',
  '- **Goal**: "Quotes" \'everywhere\' and `code`.',
  '',
  '### Tasks',
  '',
  ...HOSTILE.flatMap((text, at) => [
    `- **T-1.${at + 1}**: Handle ${text} (R-${at + 1})`,
    `  - Check: print ${text} and compare.`,
    `  - Files: \`src/it's-${at}.ts\``,
  ]),
  '',
].join('\n')

const manyPhases = [
  '# Plan',
  '',
  ...Array.from({ length: 30 }, (_, at) => {
    const number = at + 1
    return `## Phase ${number}: Step ${number}\n\n- Goal: have step ${number}.\n- Depends on: ${number > 1 ? `Phase ${number - 1}` : 'none'}\n\n### Tasks\n\n- **T-${number}.1**: Build part ${number}. (R-${(at % 4) + 1})\n  - Check: part ${number} passes its test.\n  - Files: \`src/part-${number}.ts\`\n- **T-${number}.2**: Show part ${number}. (R-${(at % 4) + 1})\n  - Check: part ${number} is seen.\n  - Files: \`src/view-${number}.ts\`\n`
  }),
].join('\n')

const fourRequirements = `# Four things

## Requirements

- **R-1**: The system must list plants.
- **R-2**: When a plant is dry, the system must show it first.
- **R-3**: Users can delete a plant.
- **R-4**: While the network is away, the app keeps what was typed.
`

const doubledDesign = `# Doubled

## Requirements

- **R-1**: Users can sign in.
- **R-2**: Lists load within 200 ms.
- **R-2**: Pictures are at most 2 MB.
- **R-4**: Everything is kept for 30 days.
`

const doubledPlan = `# Plan

## Phase 1: One

- **T-1.1**: Sign in. (R-1)
  - Check: it works.
  - Depends on: T-1.2
- **T-1.2**: Lists. (R-2)
  - Check: they are quick.
  - Depends on: T-1.1
- **T-1.2**: Pictures. (R-2, R-4, R-9)
  - Check: they are small.
  - Depends on: T-7.7

## Phase 1: One more

- **T-1.3**: Something else. (R-4)
  - Check: it is there.
`

export const SAMPLES: Sample[] = [
  demo(
    'Plant diary',
    'People log when they water a plant. They are reminded when one is dry. It works offline.',
    'TypeScript',
    {
      'T-1.1': { state: 'done', note: 'Built with `bun`, on time.' },
      'T-1.2': { state: 'blocked', note: 'No key for <the mail server> yet.' },
    },
  ),
  demo(
    'Rezeptbuch für alle',
    'Eine App für Android, mit der man Rezepte speichern und teilen kann. Zutaten sollen auf eine Einkaufsliste kommen.',
    'Kotlin',
  ),
  demo(
    '図書室',
    '図書室の本を予約するアプリ。利用者は本を検索し、予約できる。管理者は貸出を記録する。',
    'TypeScript',
  ),
  sample('A good project', goodProject(), ['R-1', 'R-4', 'R-12']),
  sample(
    '予約システム',
    { brief: '美容院の予約システム。', design: read('japanese.md'), plan: read('plans/webapp-japanese.md') },
    ['R-1', 'R-2'],
  ),
  sample(
    `It's "quoted" & <b>bold</b> $(touch pwned) \`x\``,
    { brief: `${HOSTILE.join('\n')}\nEND_OF_TEXT\ntouch pwned\n`, design: hostileDesign, plan: hostilePlan },
    ['R-1', 'R-4', 'R-10'],
    {
      'T-1.1': { state: 'done', note: HOSTILE.join(' ') },
      'T-1.2': { state: 'blocked', note: "$(touch pwned)'" },
    },
  ),
  sample('Thirty phases', { brief: 'Many.', design: fourRequirements, plan: manyPhases }, [
    'R-1',
    'R-2',
    'R-3',
    'R-4',
  ]),
  sample('Ids doubled', { brief: 'Twice.', design: doubledDesign, plan: doubledPlan }, [
    'R-1',
    'R-2',
    'R-2 (2)',
    'R-4',
  ]),
  sample(
    'An empty plan',
    { brief: 'Nothing yet.', design: fourRequirements, plan: '# Plan\n\nTo be written.\n' },
    ['R-1', 'R-4'],
  ),
  sample('No plan', { brief: 'Nothing yet.', design: fourRequirements }, ['R-1', 'R-4']),
  sample('No design', { brief: 'Only a plan.', plan: manyPhases }, []),
  sample(
    'With answers',
    {
      brief: 'A diary.',
      answers: '## Who uses it?\n\nTwo people with one $(touch pwned) phone.\n',
      design: fourRequirements,
    },
    ['R-1', 'R-4'],
  ),
  sample('Only an idea', { brief: 'x' }, []),
  sample('!?', { brief: '' }, []),
  sample(
    'In a fence',
    {
      brief: 'As some models answer.',
      design: `\`\`\`markdown\n${fourRequirements}\n## Testing\n\n\`\`\`js\nlet x\n\`\`\``,
      plan: manyPhases,
    },
    ['R-1', 'R-4'],
  ),
]
