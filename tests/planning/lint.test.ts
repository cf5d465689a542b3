import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { Blocks } from '../../src/markdown/blocks.ts'
import { RULES } from '../../src/planning/lint/rules.ts'
import { SAMPLE_DESIGN, SAMPLE_PLAN } from '../../src/planning/lint/sample.ts'
import { type Finding, LintStream, lintDocument, lintProject, withoutMuted } from '../../src/planning/lint.ts'
import { between } from '../support/random.ts'
import { goodProject } from './lint-project.ts'
import { forSeeds, hostileText } from './random-text.ts'

const good = goodProject()
const { design = '', plan = '' } = good
const rulesOf = (findings: Finding[]) => findings.map(({ rule }) => rule)
const read = (name: string) => readFileSync(`${import.meta.dir}/fixtures/${name}`, 'utf8')

/** In pieces of a model's stream. */
function streamed(
  key: string,
  text: string,
  random: () => number,
  texts = {},
): { live: Finding[]; end: Finding[] } {
  const stream = new LintStream(key, { texts })
  const blocks = new Blocks()
  const live: Finding[] = []
  for (let at = 0; at < text.length; ) {
    const length = between(random, 1, 60)
    for (const block of blocks.push(text.slice(at, at + length))) live.push(...stream.block(block))
    at += length
  }
  for (const block of blocks.end()) live.push(...stream.block(block))
  return { live, end: stream.end() }
}
const byId = (findings: Finding[]) => [...findings].sort((a, b) => (a.id < b.id ? -1 : 1))

describe('while a text is written', () => {
  const SPOILED = design
    .replace('within 60 seconds', 'promptly')
    .replace('used once', 'used TBD times')
    .replace('## Data', '## Security\n\nNothing more.\n\n## Data')

  test('a finding comes with the block that it is in, before the text is over', () => {
    const stream = new LintStream('design')
    const blocks = new Blocks()
    const at = SPOILED.indexOf('## Objectives')
    const live = blocks.push(SPOILED.slice(0, at + 20)).flatMap((block) => stream.block(block))
    expect(live.map(({ rule, message }) => [rule, message])).toEqual([
      ['vague-time', 'R-5 says “promptly” and names no time.'],
    ])
  })

  test('the same text in any pieces has the same findings as the whole', async () => {
    const TEXTS: [string, string][] = [
      ['design', SPOILED],
      ['design', read('local-model.md')],
      ['design', read('wrapped.md')],
      [
        'plan',
        plan.replace('R-5).', 'R-55).').replace('Check: the server', 'Check: it works.\nOr the server'),
      ],
      ['phase-2', (good['phase-2'] ?? '').replace('(R-4)', '(R-44)')],
    ]
    await forSeeds(20, (random) => {
      for (const [key, text] of TEXTS) {
        const { live, end } = streamed(key, text, random, { design })
        const whole = lintDocument(key, text, { texts: { design } })
        expect(whole.length).toBeGreaterThan(0)
        expect(byId([...live, ...end])).toEqual(byId(whole))
      }
    })
  })

  test('hostile text in any pieces has the same findings as the whole', async () => {
    await forSeeds(60, (random) => {
      const text = hostileText(random, 200)
      const { live, end } = streamed('design', text, random)
      expect(byId([...live, ...end])).toEqual(byId(lintDocument('design', text)))
    })
  })

  test('a plan that names a requirement which the design lacks is told at once', () => {
    const stream = new LintStream('plan', { texts: { design } })
    const blocks = new Blocks()
    const live = blocks
      .push('# Plan\n\nPhase one serves R-40.\n\nMore')
      .flatMap((block) => stream.block(block))
    expect(rulesOf(live)).toEqual(['unknown-requirement'])
  })
})

describe('a finding', () => {
  const flawed = design.replace('within 60 seconds', 'promptly')
  const [vague] = lintDocument('design', flawed)

  test('has a place in the text, and the section that it stands in', () => {
    const { start, end, section, document } = vague?.place ?? { start: 0, end: 0 }
    expect(flawed.slice(start, end)).toBe('promptly')
    expect({ section, document }).toEqual({ section: 'Requirements', document: 'design' })
  })

  test('keeps its id when the text around it changes, so that a mute holds', () => {
    const moved = flawed
      .replace(
        '# Kitchen Rota\n',
        '# Kitchen Rota\n\nMore is said here before all else, and it moves everything.\n',
      )
      .replace('Postmark |', 'Postmark or so |')
    const [again] = lintDocument('design', moved)
    expect(again?.place.start).not.toBe(vague?.place.start)
    expect(again?.id).toBe(vague?.id as string)
  })

  test('has another id in another document, for other words, and for the second of the same words', () => {
    const text = '- A bare [link](#) here.\n\n- A bare [link](#) there.\n\n- A bare [word](#) here.'
    const ids = [...lintDocument('brief', text), ...lintDocument('review', text)].map(({ id }) => id)
    expect(ids).toHaveLength(6)
    expect(new Set(ids).size).toBe(6)
  })

  test('quotes at most 80 characters, without marks and line ends', () => {
    const long = `**Lorem** ${'`x` '.repeat(200)}\r\n${'words '.repeat(100)}`
    const found = lintDocument('brief', `## ${long}\n\n## Next\n\nText.\n\nLet me know if ${long}and`)
    expect(found.length).toBeGreaterThan(1)
    for (const { message } of found) {
      expect(message).not.toMatch(/[\r\n*`]/)
      for (const [, quoted = ''] of message.matchAll(/“([^”]*)”/g))
        expect(quoted.length).toBeLessThanOrEqual(80)
    }
  })

  test('of a secret does not repeat the secret', () => {
    const key = `AKIA${'Z3QW7RTY'.repeat(2)}`
    const [found] = lintDocument('brief', `Use ${key} here.`)
    expect(found?.rule).toBe('secret')
    expect(JSON.stringify(found)).not.toContain(key.slice(0, 8))
  })

  test('comes in the order of the text, and of the stages', () => {
    const texts = { ...good, plan: plan.replaceAll(/ Check: .*/g, ''), design: flawed }
    const found = lintProject({ texts })
    const places = found.map(({ place }) => `${place.document} ${String(place.start).padStart(6, '0')}`)
    expect(places).toEqual([...places].sort())
    expect(new Set(found.map(({ place }) => place.document))).toEqual(new Set(['design', 'plan']))
  })
})

describe('the end of a brief', () => {
  test.each([
    'A web app that shows tide tables for small harbours. A harbour master can correct a value',
    'People of the harbour keep their boats here and need a way to log in',
    'A diary for plants that is read by everybody so that no plants die',
    'Une application qui montre les marées de petits ports, avec une semaine d’avance',
    'Eine App, die den Gezeitenkalender kleiner Häfen zeigt und auch ohne Netz geht',
    '小さな港の潮汐表を表示するウェブアプリを作りたいです。利用者は港を選び、次の週の潮を見ます',
    'What I want:\n\n- Members can log in.\n- Members can log out.\n- Members can see their invoices',
  ])('may go without a full stop: %s', (brief) => {
    expect(rulesOf(lintDocument('brief', brief))).toEqual([])
  })

  test.each([
    'A web app that shows tide tables for small harbours, where a harbour master and the',
    'A web app that shows tide tables for small harbours. People choose a harbour,',
  ])('in the middle of something is told: %s', (brief) => {
    expect(rulesOf(lintDocument('brief', brief))).toEqual(['text-cut-off'])
  })

  test('is none of the other documents: a design without its last full stop is cut off as before', () => {
    const design = `${SAMPLE_DESIGN}\nThe village pays for all of it, this year and in the years that follow\n`
    expect(rulesOf(lintDocument('design', design))).toContain('text-cut-off')
  })
})

describe('a plan from prose', () => {
  const design = '# Tides\n\nA web app shows tide tables. It is fast to look at, and works on a boat.\n'

  test('is an error that says what to do, as long as the design names no requirement', () => {
    const found = lintProject({ texts: { design, plan: SAMPLE_PLAN } })
    expect(found.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        rule: 'groundless-plan',
        place: { document: 'plan' },
        message: 'The plan stands on nothing: not one requirement can be read in the design.',
        suggestion: expect.stringContaining('**R-1**'),
      },
    ])
  })

  test('is none where the design has the parts of one, which is told there', () => {
    const bare = SAMPLE_DESIGN.replace(/^- \*\*R-\d.*\n/gm, '')
    const rules = rulesOf(lintProject({ texts: { design: bare, plan: SAMPLE_PLAN } }))
    expect(rules).not.toContain('groundless-plan')
    expect(rules.length).toBeGreaterThan(0)
  })
})

describe('a muted finding', () => {
  const flawed = design.replace('within 60 seconds', 'promptly').replace('within 2 minutes', 'promptly')
  const found = lintDocument('design', flawed).filter(({ rule }) => rule === 'vague-time')
  const mutes = [{ id: found[0]?.id ?? '', reason: 'The house knows what it means.' }]

  test('is kept apart with the reason; the others stay', () => {
    expect(found).toHaveLength(2)
    const { findings, muted } = withoutMuted(found, mutes)
    expect(findings).toEqual(found.slice(1))
    expect(muted).toEqual([{ finding: found[0] as Finding, reason: 'The house knows what it means.' }])
  })

  test('comes back when its words are changed', () => {
    const again = lintDocument('design', flawed.replace('promptly', 'as soon as possible'))
    expect(withoutMuted(again, mutes).muted).toEqual([])
  })
})

describe('what is taken apart already', () => {
  test('is used where it belongs to the text, and not where it is of another one', () => {
    const flawed = design.replace('**R-4**', '**R-3**')
    const stale = { texts: { design: flawed }, design: { ...emptyDesign, markdown: design } }
    expect(rulesOf(lintProject(stale))).toContain('duplicate-requirement')
    expect(rulesOf(lintDocument('design', flawed, stale))).toContain('duplicate-requirement')
  })
})

const emptyDesign = {
  markdown: '',
  sections: [],
  requirements: [],
  objectives: [],
  techStack: [],
  risks: [],
  openQuestions: [],
  missing: [],
}

describe('documents in the styles of different models', () => {
  /** It was written with these faults. */
  const BROKEN = new Set(['local-model.md'])
  const names = readdirSync(`${import.meta.dir}/fixtures`).filter((name) => name.endsWith('.md'))

  for (const name of names.filter((one) => !BROKEN.has(one)))
    test(`${name} has no error and at most one warning`, () => {
      const found = lintDocument('design', read(name))
      expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(found.filter(({ severity }) => severity === 'warning').length).toBeLessThanOrEqual(1)
    })

  test('local-model.md, which is broken, has the errors that are in it', () => {
    const found = lintDocument('design', read('local-model.md')).filter(
      ({ severity }) => severity === 'error',
    )
    expect(rulesOf(found)).toEqual(['duplicate-requirement', 'undefined-requirement', 'text-cut-off'])
  })
})

describe('any text', () => {
  const KEYS = ['brief', 'design', 'plan', 'phase-3', 'handoff', 'notes']

  function check(key: string, text: string) {
    for (const { id, rule, place, message } of lintDocument(key, text, { texts: { design } })) {
      expect(id).toMatch(/^[0-9a-f]{16}$/)
      expect(RULES.some((one) => one.id === rule)).toBe(true)
      expect(place.start).toBeGreaterThanOrEqual(0)
      expect(place.end).toBeGreaterThanOrEqual(place.start)
      expect(place.end).toBeLessThanOrEqual(text.length)
      expect(message.isWellFormed()).toBe(true)
    }
  }

  test('of hostile pieces has an answer in every stage', async () => {
    await forSeeds(100, (random) => {
      for (const key of KEYS) check(key, hostileText(random, 120))
    })
  })

  const PIECES = [
    ...[
      '- **R-1**: fast etc.\n',
      '- [ ] T-1.1 x (R-1) Depends on: T-1.1\n',
      '## Phase 1\n',
      '| R-1 | 5 s |\n',
    ],
    ...['<!--', '[a](#', '[', '`', '"', '“', '(', '**', 'T-1.1', 'R-1 ', 'between 5 ', 'in 5', '5 minutes '],
    ...[
      'within 5',
      'sk-',
      'eyJ',
      '://a:',
      'password=',
      '-----BEGIN ',
      'is ',
      'must and ',
      'works a b ',
      'Node ',
    ],
    ...[
      '\u3042',
      '\ud800',
      '😀',
      '\0',
      '\r',
      '\n\n',
      ' ',
      '#',
      '1',
      'a',
      'a ',
      'a@',
      'Aufgabe ',
      'to be ',
      '100 % of ',
    ],
    ...[
      'Check: it ',
      'Acceptance: that ',
      '> ',
      '\t',
      '&',
      '|',
      '|-',
      'TODO',
      'etc',
      '2025-',
      '1,000',
      '1.',
      'x_',
      '\u2028',
    ],
  ]
  for (const piece of PIECES)
    test(`of 200,000 characters of ${JSON.stringify(piece)} has an answer`, () => {
      const text = piece.repeat(Math.ceil(200_000 / piece.length))
      for (const key of ['design', 'plan']) lintDocument(key, text)
    }, 6000)
})

describe('one fault', () => {
  test('of a plan that begins with a word to the one who asked is one finding', () => {
    const text = plan.replace(
      '# Plan of Kitchen Rota\n',
      'Sure! Here is the plan.\n\n# Plan of Kitchen Rota\n',
    )
    expect(rulesOf(lintDocument('plan', text, { texts: { design } }))).toEqual(['chat-remains'])
  })

  test('that parsing a design names is one finding of one rule', () => {
    const text = design
      .replace(/\| The server is down.*\n/, '| The server is down | Low | High | |\n')
      .replace('- **R-12**', '- **R-2**')
    const ids = lintDocument('design', text).map(({ rule, place }) => `${rule} ${place.start}`)
    expect(new Set(ids).size).toBe(ids.length)
    expect(rulesOf(lintDocument('design', text)).sort()).toEqual([
      'duplicate-requirement',
      'undefined-requirement',
      'unmet-risk',
    ])
  })
})
