import { describe, expect, test } from 'bun:test'
import { Glob } from 'bun'
import { writePhase } from '../../src/planning/demo/phase.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import { staleSections } from '../../src/planning/portions/stale.ts'
import { standingOf } from '../../src/planning/portions/standing.ts'
import { piecesOf, portionsOf } from '../../src/planning/portions.ts'
import { splice } from '../../src/planning/revision.ts'
import { DESIGN, PLAN } from '../support/planned-project.ts'
import { printedSeed, seeded } from '../support/random.ts'

const root = `${import.meta.dir}/..`
const fixtures = [...new Glob('{planning,ways}/fixtures/**/*.md').scanSync(root)].sort()
const read = (name: string) => Bun.file(`${root}/${name}`).text()

describe('a document cut into sections', () => {
  test.each(fixtures)('is whole, whoever wrote it: %s', async (name) => {
    const text = await read(name)
    for (const key of ['design', 'plan', 'phase-1', 'brief']) {
      expect(
        piecesOf(key, text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
      const keys = portionsOf(key, text).map((portion) => portion.key)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  test.each(fixtures.filter((name) => /plans?[/.]/.test(name)))(
    'has each phase of the plan as one: %s',
    async (name) => {
      const text = await read(name)
      const numbers = parsePlan(text).phases.map(({ number }) => `phase-${number}`)
      const keys = portionsOf('plan', text).map(({ key }) => key)
      // A number that occurs twice is counted.
      expect(keys.filter((key) => key.startsWith('phase-')).map((key) => key.split(' ')[0])).toEqual(numbers)
    },
  )

  test.each(fixtures.filter((name) => /ways.*(?:plan|design)\.md$/.test(name)))(
    'has sections that can be put back in their place, and nothing else moves: %s',
    async (name) => {
      const text = await read(name)
      const key = name.endsWith('plan.md') ? 'plan' : 'design'
      for (const { key: section, start, end } of portionsOf(key, text)) {
        expect(splice(key, text, section, text.slice(start, end))).toEqual({ text })
      }
    },
  )
})

describe('a section that is put in its place', () => {
  const approach = PLAN.slice(PLAN.indexOf('## Approach'), PLAN.indexOf('## Phase 1'))

  test('leaves every other byte as it was', () => {
    const spliced = splice('plan', PLAN, 'Approach', '## Approach\n\nIn one go.\n\n\n')
    expect(spliced).toEqual({ text: PLAN.replace(approach, '## Approach\n\nIn one go.\n\n') })
  })

  test.each([
    ['another section comes with it', `${approach}\n## Team\n\nTwo people.`],
    ['it would be called otherwise', approach.replace('Approach', 'Outline')],
    ['it opens a code block that swallows the rest', `${approach}\n\`\`\`text`],
    ['it is nothing', ''],
    ['it brings a phase along', `${approach}\n## Phase 6: More\n\n- **T-6.1**: More.`],
  ])('is refused where %s', (_, section) => {
    expect(splice('plan', PLAN, 'Approach', section)).toEqual({
      problem: expect.stringContaining('“Approach”'),
    })
  })

  test('is refused where there is no such section', () => {
    expect(splice('plan', PLAN, 'phase-9', approach)).toEqual({ problem: expect.stringContaining('phase-9') })
  })
})

const at = (text: string, number = 1) => ({ number, text })
const planStanding = standingOf(
  'plan',
  PLAN,
  new Map([
    ['brief', at('Idea.')],
    ['design', at(DESIGN)],
  ]),
)
const staleIn = (design: string, brief = 'Idea.') =>
  staleSections(
    'plan',
    planStanding,
    new Map([
      ['brief', brief],
      ['design', design],
      ['plan', PLAN],
    ]),
  )
const keysOf = (design: string, brief?: string) => staleIn(design, brief).stale.map(({ key }) => key)

describe('what is stale in a plan', () => {
  test('is nothing where nothing has changed but white space and line ends', () => {
    expect(keysOf(DESIGN)).toEqual([])
    expect(keysOf(DESIGN.replaceAll('\n', '\r\n'))).toEqual([])
    expect(keysOf(`${DESIGN}\n\n`)).toEqual([])
  })

  test('is the phase of a requirement that has changed, for each of the 20', () => {
    for (let number = 1; number <= 20; number += 1) {
      const changed = DESIGN.replace(
        new RegExp(`(- \\*\\*R-${number}\\*\\*: .*)\\.\\n`),
        '$1 and is proud of it.\n',
      )
      expect(changed).not.toBe(DESIGN)
      expect(keysOf(changed)).toEqual([`phase-${Math.ceil(number / 4)}`])
    }
  })

  test('is told when a requirement is gone', () => {
    const { stale } = staleIn(DESIGN.replace(/- \*\*R-20\*\*.*\n/, '').replace(/\| R-20 .*\n/, ''))
    expect(stale.map(({ key, reasons }) => [key, reasons[0]])).toEqual([
      ['phase-5', 'R-20 is not in the design any more.'],
    ])
  })

  test('is the phase that has the requirement before a new one, which nothing covers yet', () => {
    const { stale, whole } = staleIn(
      DESIGN.replace(
        /(- \*\*R-12\*\*.*\n)/,
        '$1- **R-21**: The keeper hears a bell within one second of a fault.\n',
      ),
    )
    expect(whole).toBeUndefined()
    expect(stale.map(({ key, reasons }) => [key, reasons])).toEqual([
      ['phase-3', ['R-21 is new in the design, and nothing here covers it yet.']],
    ])
  })

  test.each([
    [
      'a row that says how a requirement is tested',
      'A fake device tells what R-9 saw',
      'Two fake devices tell what R-9 saw',
      ['phase-3'],
    ],
    [
      'a component that serves some requirements',
      'talks to the devices (R-2',
      'shouts at the devices (R-2',
      ['phase-1', 'phase-2'],
    ],
    [
      'a row that no phase names',
      '| Show its age after one minute',
      '| Show its age after two minutes',
      ['Approach'],
    ],
    ['a tool that no phase names', '| Vitest | Tests | One', '| Jest | Tests | One', ['Approach']],
    [
      'what the whole is for',
      'watch and switch its devices',
      'watch, switch and mend its devices',
      ['Approach'],
    ],
  ])('is exactly what hangs on %s', (_, from, to, expected) => {
    expect(DESIGN).toContain(from)
    expect(keysOf(DESIGN.replace(from, to))).toEqual(expected)
  })

  test('by the brief alone is what speaks of the whole', () => {
    expect(keysOf(DESIGN, 'Another idea.')).toEqual(['Approach'])
  })

  test('is the whole where more than 60 % of the sections are', () => {
    const all = staleIn(DESIGN.replaceAll('The keeper', 'The gardener'))
    expect(all.stale.map(({ key }) => key)).toEqual(['phase-1', 'phase-2', 'phase-3', 'phase-4', 'phase-5'])
    expect(all.whole).toStartWith(
      '5 of its 6 sections are out of date, so it is best written anew as a whole.',
    )
    expect(
      staleIn(DESIGN.replaceAll('of a gate', 'of the gate').replaceAll('a pump', 'the pump')).whole,
    ).toBeUndefined()
  })

  test('is told of any requirements, and of no others', () => {
    const next = seeded(printedSeed('stale sections'))
    for (let round = 0; round < 60; round += 1) {
      const chosen = new Set(
        Array.from({ length: 1 + Math.floor(next() * 5) }, () => 1 + Math.floor(next() * 20)),
      )
      const design = DESIGN.replace(/^(- \*\*R-(\d+)\*\*: .*)\.$/gm, (line, said, number) =>
        chosen.has(Number(number)) ? `${said} (${round}).` : line,
      )
      const expected = [...new Set([...chosen].map((number) => Math.ceil(number / 4)))].sort()
      expect(keysOf(design)).toEqual(expected.map((number) => `phase-${number}`))
    }
  })

  test('of a phase is the task that has changed in the plan, and not the one that only comes after it', () => {
    const phase = writePhase({ projectName: 'Greenhouse', design: DESIGN, plan: PLAN, phase: 2, words: 800 })
    expect(phase).toContain('- **Depends on**: T-2.2')
    const standing = standingOf(
      'phase-2',
      phase,
      new Map([
        ['design', at(DESIGN)],
        ['plan', at(PLAN)],
      ]),
    )
    const plan = PLAN.replace('  - Check: the test of R-6 passes.', '  - Check: both tests of R-6 pass.')
    const { stale } = staleSections(
      'phase-2',
      standing,
      new Map([
        ['design', DESIGN],
        ['plan', plan],
        ['phase-2', phase],
      ]),
    )
    expect(stale.map(({ key }) => key)).toEqual(['T-2.2', 'Done when'])
    const more = PLAN.replace(
      '\n## Phase 3',
      '- **T-2.5**: Look at it. (R-5)\n  - Check: it was looked at.\n\n## Phase 3',
    )
    const { whole } = staleSections(
      'phase-2',
      standing,
      new Map([
        ['design', DESIGN],
        ['plan', more],
        ['phase-2', phase],
      ]),
    )
    expect(whole).toBe('T-2.5 is new in the plan and is not written out here.')
  })

  test('costs little: a plan of five phases against 20 requirements', () => {
    const from = performance.now()
    for (let time = 0; time < 20; time += 1) staleIn(DESIGN)
    expect((performance.now() - from) / 20).toBeLessThan(40)
  })
})
