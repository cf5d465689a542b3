import { expect, test } from 'bun:test'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { writePhase } from '../../src/planning/demo/phase.ts'
import { writePlan } from '../../src/planning/demo/plan.ts'
import { lintProject } from '../../src/planning/lint.ts'
import { parsePlan } from '../../src/planning/plan.ts'

const BRIEFS: [projectName: string, brief: string, language: string][] = [
  [
    'Photo Sorter',
    'A CLI tool that renames photos by their EXIF date, skips duplicates and writes a log. It should be fast.\nNo network access. Support --dry-run.',
    'Rust',
  ],
  [
    'Cat Weights',
    'A web app where I can track the weight of my cats. Users can add cats, record weights and see a chart. Email reminders when a cat was not weighed for two weeks. Login required.',
    'TypeScript',
  ],
  [
    'tomlkit',
    'A library to parse TOML files and write them back without losing comments. Errors should include line and column. No dependencies.',
    'Zig',
  ],
  [
    'Sales ETL',
    'Nightly pipeline: load CSV exports from three shops, clean and deduplicate customers, join orders, compute revenue per day and export Parquet files. Send a Slack alert if a source is missing.',
    'Python',
  ],
  [
    '図書室',
    '図書室の本を予約するアプリ。利用者は本を検索し、予約できる。管理者は貸出を記録する。',
    'TypeScript',
  ],
  [
    'Verein',
    'Eine Anwendung für Vereine: Mitglieder verwalten, Beiträge einziehen und Mails verschicken. Anmeldung mit Passwort.',
    'PHP',
  ],
]
const FEW_WARNINGS = 3

for (const [projectName, brief, language] of BRIEFS)
  test(`what the demo model writes for ${projectName}, from design to the last phase, has no error and few warnings`, () => {
    const design = writeDesign({
      projectName,
      requirements: brief,
      languages: [language],
      frameworks: [],
      apis: [],
    })
    const plan = writePlan({ projectName, brief, design, phases: 4, depth: 'standard', words: 3000 })
    const texts: Record<string, string> = { design, plan }
    for (const { number } of parsePlan(plan).phases)
      texts[`phase-${number}`] = writePhase({ projectName, design, plan, phase: number, words: 1500 })
    expect(Object.keys(texts).length).toBeGreaterThan(4)
    const found = lintProject({ texts }).filter(({ severity }) => severity !== 'hint')
    const said = found.map(
      ({ severity, rule, message, place }) => `${severity} ${place.document} ${rule}: ${message}`,
    )
    expect(said.filter((one) => one.startsWith('error'))).toEqual([])
    if (said.length > FEW_WARNINGS) expect(said).toEqual([])
  })
