import { afterAll, describe, expect, test } from 'bun:test'
import { parseDesign } from '../../src/planning/design.ts'
import { parsePhasePlan } from '../../src/planning/phase-plan.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import type { Trace } from '../../src/planning/trace.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { type Area, compact, proseOfDesign, proseOfPlan, silenceOf } from './silence.ts'
import { compareDesign, comparePhasePlan, comparePlan, readWays, type Truth, type Way } from './truth.ts'
import { scattered, Walk } from './walk.ts'

const ways = await readWays()
const seed = printedSeed('whole ways')
const sum = { texts: 0, items: 0, wrong: 0, lines: 0, read: 0, kept: 0, found: 0, silent: 0 }

/** What a model thinks in front of its answer is taken out where the answer comes in. */
const answerOf = (text: string) => text.replace(/^<think>[\s\S]*?<\/think>\s*/, '')

describe('five briefs, each answered in five manners of writing, go the whole way', () => {
  test('there are twenty-five of them', () => expect(ways).toHaveLength(25))

  for (const [at, way] of ways.entries())
    test(`${way.brief} as ${way.style} writes`, async () => {
      const random = seeded(seed + at)
      const walk = await Walk.begin(way.idea, way.brief)
      try {
        for (const [key, text] of Object.entries(way.texts)) await walk.write(key, scattered(random, text))
        for (const [key, text] of Object.entries(way.texts)) {
          const kept = await walk.text(key)
          expect(kept).toBe(answerOf(text))
          expect((await walk.step(key))?.state).toBe('done')
          await judge(walk, way, key, kept)
        }
        await judgeLinks(walk, way.truth)
        const handoff = await walk.app.api(`/api/projects/${walk.id}/handoff`, {
          headers: { accept: 'text/markdown' },
        })
        expect(handoff.status).toBe(200)
        expect(await handoff.text()).toContain(way.truth.plan.phases[0]?.tasks[0]?.[0] ?? 'a task')
      } finally {
        await walk.end()
      }
    })

  afterAll(() => console.log(`whole ways: ${JSON.stringify(sum)}`))
})

async function judge(walk: Walk, { brief, style, truth }: Way, key: string, text: string): Promise<void> {
  const where = `${brief}/${style}/${key}`
  const number = Number(key.replace('phase-', ''))
  const findings = await walk.findings(key)
  const judged = {
    design: () => {
      const design = parseDesign(text)
      const of = compareDesign(design, truth.design, where)
      return {
        of,
        values: design as unknown,
        prose: proseOfDesign(design.sections),
        unread: truth.design.unread,
      }
    },
    plan: () => {
      const plan = parsePlan(text)
      const of = comparePlan(plan, truth.plan, where)
      return { of, values: plan as unknown, prose: proseOfPlan(text, plan.phases), unread: truth.plan.unread }
    },
    phase: () => {
      const plan = parsePhasePlan(text, number)
      const phase = truth.phases[number] ?? { title: '', tasks: [] }
      const prose: Area[] = [{ start: 0, end: text.length, whole: false }]
      return {
        of: comparePhasePlan(plan, phase, where),
        values: plan as unknown,
        prose,
        unread: phase.unread,
      }
    },
  }[key === 'design' || key === 'plan' ? key : 'phase']()
  const { lines, read, kept, found, silent } = silenceOf({
    text,
    values: judged.values,
    findings,
    prose: judged.prose,
  })
  expect(judged.of.faults).toEqual([])
  expect({ where, silent }).toEqual({ where, silent: [] })
  const said = compact(findings.map(({ message }) => message).join('\n'))
  for (const words of judged.unread ?? []) expect(said).toContain(compact(words))
  sum.texts += 1
  sum.items += judged.of.items
  sum.wrong += judged.of.faults.length
  sum.lines += lines
  sum.read += read
  sum.kept += kept
  sum.found += found
  sum.silent += silent.length
}

/** Each requirement reaches exactly the tasks that a person says name it, in the plan or in the plan of its phase. */
async function judgeLinks(walk: Walk, { design, plan, phases }: Truth): Promise<void> {
  const { matrix } = await walk.get<Trace>('/trace')
  const tasks = [...plan.phases, ...Object.values(phases)].flatMap((phase) => phase.tasks)
  const expected = [...new Set(design.requirements.map(([id]) => id))].map((requirement) => ({
    requirement,
    tasks: [
      ...new Set(tasks.filter(([, , ids]) => ids.split(' ').includes(requirement)).map(([id]) => id)),
    ].sort(),
  }))
  const found = matrix.map((row) => ({ requirement: row.requirement, tasks: row.tasks.toSorted() }))
  expect(found).toEqual(expected)
}
