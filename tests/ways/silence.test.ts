import { describe, expect, test } from 'bun:test'
import { type Design, parseDesign } from '../../src/planning/design.ts'
import { type Finding, lintProject } from '../../src/planning/lint.ts'
import { type PhasePlan, parsePhasePlan } from '../../src/planning/phase-plan.ts'
import { type Plan, parsePlan } from '../../src/planning/plan.ts'
import { between, printedSeed, seeded } from '../support/random.ts'
import { type Area, compact, proseOfDesign, proseOfPlan, silenceOf, stringsIn } from './silence.ts'
import { readWays, type Way } from './truth.ts'

const ways = await readWays()
const KEYS = ['design', 'plan', 'phase-1', 'phase-2']

type Read = Design | Plan | PhasePlan
const read = (key: string, text: string): Read =>
  key === 'design'
    ? parseDesign(text)
    : key === 'plan'
      ? parsePlan(text)
      : parsePhasePlan(text, Number(key.slice('phase-'.length)))

function proseOf(key: string, text: string, values: Read): Area[] {
  if (key === 'design') return proseOfDesign(values.sections)
  if (key === 'plan') return proseOfPlan(text, (values as Plan).phases)
  return [{ start: 0, end: text.length, whole: false }]
}

function findingsOf({ idea, texts }: Way, key: string): Finding[] {
  return lintProject({ texts: { brief: idea, ...texts } }).filter(({ place }) => place.document === key)
}

function listen(
  way: Way,
  key: string,
  values = read(key, way.texts[key] ?? ''),
  findings = findingsOf(way, key),
) {
  const text = way.texts[key] ?? ''
  return silenceOf({ text, values, findings, prose: proseOf(key, text, values) })
}

describe('nothing that a model wrote is passed over in silence', () => {
  for (const way of ways)
    test(`${way.brief}/${way.style}: each line is in what was read, or in a finding`, () => {
      for (const key of KEYS) expect({ key, silent: listen(way, key).silent }).toEqual({ key, silent: [] })
    })

  test('whoever takes one thing out of what was read is heard', () => {
    const unheard: string[] = []
    let taken = 0
    for (const way of ways)
      for (const key of KEYS) {
        const values = read(key, way.texts[key] ?? '')
        const findings = findingsOf(way, key)
        for (const { what, rest } of without(values)) {
          taken += 1
          if (listen(way, key, rest, findings).silent.length === 0)
            unheard.push(`${way.brief}/${way.style}/${key} ${what}`)
        }
      }
    console.log(`silence: ${taken} things taken out, ${unheard.length} unheard`)
    expect(taken).toBeGreaterThan(600)
    // Those of a word or two, which stand elsewhere too: "Go", "Rules", a task that has the text of a requirement.
    expect(unheard.length).toBeLessThan(taken * 0.06)
  })
})

/** The same values, each time with one entry left out. */
function* without(values: Read): Generator<{ what: string; rest: Read }> {
  const lists = 'objectives' in values ? LISTS : []
  for (const list of lists)
    for (const at of (values as Design)[list].keys())
      yield {
        what: `${list} ${at + 1}`,
        rest: { ...values, [list]: (values as Design)[list].toSpliced(at, 1) },
      }
  if ('tasks' in values)
    for (const [at, { id }] of values.tasks.entries())
      yield { what: id, rest: { ...values, tasks: values.tasks.toSpliced(at, 1) } }
  if ('phases' in values)
    for (const [place, phase] of values.phases.entries())
      for (const [at, { id }] of phase.tasks.entries()) {
        const less = { ...phase, tasks: phase.tasks.toSpliced(at, 1) }
        yield { what: id, rest: { ...values, phases: values.phases.with(place, less) } }
      }
}

const LISTS = ['requirements', 'objectives', 'techStack', 'risks', 'openQuestions'] as const

describe('a line more, wherever it stands', () => {
  const seed = printedSeed('lines put in')
  /** Nobody else says it. */
  const SAID = 'The lamplighter counts the herons'
  const LINES: [kind: string, line: (indent: string) => string][] = [
    ['an item', (indent) => `${indent}- ${SAID}.`],
    ['a sentence between blank lines', () => `\n${SAID} on the pier, and writes their number down.\n`],
    ['a numbered item', () => `7. **${SAID}**`],
    ['a row', () => `| ${SAID} | ${SAID} by night |`],
    ['a small heading with a sentence', () => `\n###### ${SAID}\n\nHe does so by night.\n`],
  ]
  for (const [kind, line] of LINES)
    test(kind, () => {
      const random = seeded(seed)
      const lost: string[] = []
      for (const way of ways)
        for (const key of KEYS)
          for (let round = 0; round < 6; round += 1) {
            const lines = (way.texts[key] ?? '').split('\n')
            const wish = between(
              random,
              2 + lines.findIndex((one) => one.startsWith('</think>')),
              lines.length,
            )
            // Not between a table's head and the line below it.
            const at = /^[\s|:-]+$/.test(lines[wish] ?? '-') ? 1 + wish : wish
            const indent = /^\s*/.exec(lines[at] ?? '')?.[0] ?? ''
            const text = lines.toSpliced(at, 0, line(indent)).join('\n')
            if (!isKnown(key, text, compact(SAID))) lost.push(`${way.brief}/${way.style}/${key}:${at + 1}`)
          }
      // "Notes" and "Deliverables" are known to have no place; what is listed there is left alone.
      expect(lost.length, lost.join(' ')).toBeLessThanOrEqual(6)
    })

  function isKnown(key: string, text: string, said: string): boolean {
    const values = read(key, text)
    if (compact(stringsIn(values).join('\n')).includes(said)) return true
    if (compact(values.missing.map(({ message }) => message).join('\n')).includes(said)) return true
    const at = text.indexOf(SAID)
    const inCode = (text.slice(0, at).match(/^\s*```/gm)?.length ?? 0) % 2 === 1
    const inPlan = key === 'design' ? [] : proseOf(key, text, values)
    return (
      inCode ||
      proseOf(key, text, values).some(({ start, end, whole }) => whole && start <= at && at < end) ||
      // A sentence in a phase is kept as what is said of it.
      (/^\s*The lamplighter/m.test(text) && inPlan.some(({ start, end }) => start <= at && at < end))
    )
  }
})
