import { expect, test } from 'bun:test'
import type { Finding } from '../../src/planning/lint.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import type { Trace } from '../../src/planning/trace.ts'
import { startApp } from '../support/app.ts'
import { edit, stateOf, textOf } from '../support/planned-project.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'

const BRIEFS: [string, string][] = [
  [
    'Tool shed',
    'A web app where neighbours lend tools to each other. People sign up with email, list tools with photos, ask to borrow for a date, and rate each other. Reminders by email the day before return.',
  ],
  [
    'Log grep',
    'A command line tool that searches compressed log files by time range and pattern, prints matching lines with context, and counts matches per hour.',
  ],
  [
    'Invoice desk',
    'Freelancers write invoices, send them as PDF by email, and see which are paid. Clients pay by card. Reminders go out after 14 days. An accountant exports the year as CSV.',
  ],
]

test('with the demo model a requirement is edited, all is brought up to date, and no rule finds an error', async () => {
  const next = seeded(printedSeed('edited requirements'))
  const app = await startApp({
    PROVIDER: 'demo',
    DEMO_TOKENS_PER_SECOND: '100000',
    MAX_RUNS_PER_CLIENT: '50',
  })
  try {
    for (const [name, brief] of BRIEFS) {
      const made = await app.post('/api/projects', { name, brief, languages: ['TypeScript'] })
      const { project } = (await made.json()) as { project: { id: string } }
      const bring = async (key: string, how: string) => {
        expect((await app.post(`/api/projects/${project.id}/documents/${key}/${how}`, {})).status).toBe(202)
        await until(async () => (await stateOf(app, project.id, key)).state === 'done')
      }
      await bring('design', 'write')
      await bring('plan', 'write')
      const phases = () =>
        parsePlan(textOf(app, project.id, 'plan')).phases.map(({ number }) => `phase-${number}`)
      await Promise.all(phases().map((key) => bring(key, 'write')))
      for (let round = 0; round < 3; round += 1) {
        const design = textOf(app, project.id, 'design')
        const ids = [...design.matchAll(/^- \*\*(R-\d+)\*\*: /gm)].map(([, id]) => id ?? '')
        const id = ids[Math.floor(next() * ids.length)] ?? ''
        const changed = design.replace(
          new RegExp(`^(- \\*\\*${id}\\*\\*: )(.*)$`, 'm'),
          (_, head, text) => `${head}In edition ${round}, ${text}`,
        )
        expect(changed).not.toBe(design)
        await edit(app, project.id, 'design', changed)
        for (const key of ['design', 'plan']) await bring(key, 'update')
        await Promise.all(phases().map((key) => bring(key, 'update')))
        const { findings } = (await (await app.api(`/api/projects/${project.id}/findings`)).json()) as {
          findings: Finding[]
        }
        expect(
          findings
            .filter(({ severity }) => severity === 'error')
            .map(({ message }) => `${name} ${id}: ${message}`),
        ).toEqual([])
        const { share } = (await (await app.api(`/api/projects/${project.id}/trace`)).json()) as Trace
        expect(share).toBe(1)
        expect(textOf(app, project.id, 'plan')).toContain(`In edition ${round}, `)
        expect(app.parts.workshop.proposals.of(project.id)).toEqual([])
      }
    }
  } finally {
    await app.stop()
  }
}, 120_000)
