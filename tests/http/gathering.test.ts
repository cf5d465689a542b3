import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openParts } from '../../src/open-parts.ts'
import { ProposalUnknown } from '../../src/projects/proposal-desk.ts'
import { startApp, type TestApp } from '../support/app.ts'
import {
  DESIGN,
  edit,
  inPieces,
  PLAN,
  plannedProject,
  revisionAsked,
  stateOf,
  textOf,
} from '../support/planned-project.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'

// Six projects are written in one of them; a busy machine takes its time.
setDefaultTimeout(30_000)

let app: TestApp
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app.stop())

/** Another process on the same data. */
const otherProcess = () =>
  openParts(app.parts.settings, {
    version: '0.0.0-other',
    log: app.parts.log,
    ending: new AbortController().signal,
    isDraining: () => false,
  })

const anew = (text: string, mark: string) => `${text.trimEnd()} ${mark}.\n`

/** Has sections of the plan written anew, and waits until their runs have ended, without looking at the project. */
async function revised(id: string, sections: readonly string[], waits: boolean): Promise<string[]> {
  app.model.otherwise((request) => ({ deltas: inPieces(anew(revisionAsked(request)?.text ?? '', 'Anew')) }))
  const facts = { model: '', requestId: 'test' }
  const runs = await Promise.all(
    sections.map((section) =>
      app.parts.workshop.upkeep.revise(id, 'plan', section, { reasons: ['Shorter.'] }, facts, { waits }),
    ),
  )
  for (const { run } of runs) await until(() => isDone(run))
  return runs.map(({ run }) => run)
}

const isDone = (run: string) => app.parts.runs.entry(run)?.run.status === 'done'

describe('a document that is asked for by several at once', () => {
  test('is written by one run, also while another process is only about to begin it', async () => {
    const other = otherProcess()
    const facts = { model: '', requestId: 'test' }
    const { id } = await app.parts.workshop.create('Plant diary', 'Remind me to water my plants.', {
      languages: [],
      frameworks: [],
      apis: [],
    })
    const entered = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const create = app.parts.journal.create.bind(app.parts.journal)
    app.parts.journal.create = async (run, order) => {
      entered.resolve()
      await gate.promise
      return create(run, order)
    }
    const first = app.parts.workshop.write(id, 'design', facts)
    await entered.promise
    const second = await other.parts.workshop.write(id, 'design', facts)
    gate.resolve()
    expect(second).toEqual({ id: (await first).id, created: false })
    expect(app.parts.stageRuns.of(id)).toHaveLength(1)
    await other.close()
  })

  test('has a section written by one run while that goes on, unless the reason is another one', async () => {
    const id = await plannedProject(app)
    const gate = Promise.withResolvers<void>()
    app.model.otherwise(() => ({ deltas: [gate.promise, 'x'] }))
    const revise = async (reason: string) =>
      (
        await app.parts.workshop.upkeep.revise(
          id,
          'plan',
          'phase-1',
          { reasons: [reason] },
          { model: '', requestId: 'test' },
        )
      ).run
    const first = await revise('Shorter.')
    expect(await revise('Shorter.')).toBe(first)
    const longer = await revise('Longer.')
    expect(longer).not.toBe(first)
    gate.resolve()
    for (const run of [first, longer]) await until(() => isDone(run))
    expect(await revise('Shorter.')).not.toBe(first)
  })
})

describe('what a run has written', () => {
  test('becomes a version or a proposal once, whichever of two processes looks first', async () => {
    const next = seeded(printedSeed('two processes'))
    const other = otherProcess()
    for (let round = 0; round < 6; round += 1) {
      const id = await plannedProject(app)
      const sections = ['Approach', 'phase-1', 'phase-2', 'phase-3', 'phase-4', 'phase-5'].filter(
        () => next() < 0.7,
      )
      const waits = next() < 0.3
      const runs = await revised(id, sections, waits)
      // A person's edit lands in the middle of some.
      if (next() < 0.5) {
        const plan = textOf(app, id, 'plan')
        await app.parts.documents.add(
          id,
          {
            document: 'plan',
            text: plan.replace('Devices, part 3', 'Devices, the third part'),
            author: 'person',
            standsOn: [],
          },
          1,
        )
      }
      const both = [app.parts.workshop, other.parts.workshop, app.parts.workshop]
      await Promise.all(runs.flatMap((run) => both.map((workshop) => workshop.gatherRun(run))))
      const versions = app.parts.documents
        .history(id, 'plan')
        .filter(({ run }) => run !== undefined && runs.includes(run))
      const proposals = other.parts.workshop.proposals.of(id)
      expect([...versions.map(({ run }) => run), ...proposals.map(({ run }) => run)].sort()).toEqual(
        [...runs].sort(),
      )
      expect(proposals.every(({ state }) => state === 'open')).toBe(true)
      if (waits) expect(versions).toEqual([])
      expect(textOf(app, id, 'plan').match(/ Anew\./g)?.length ?? 0).toBe(versions.length)
    }
    await other.close()
  })

  test('is taken once, however many take it at one moment', async () => {
    const id = await plannedProject(app)
    const [run = ''] = await revised(id, ['phase-1'], true)
    await app.parts.workshop.view(id)
    const taken = await Promise.all([1, 2, 3, 4].map(() => app.parts.workshop.proposals.take(id, run)))
    expect(taken.map(({ number }) => number)).toEqual([2, 2, 2, 2])
    expect(app.parts.documents.history(id, 'plan')).toHaveLength(2)
  })

  test('of a section whose answer broke off in the middle goes on from there, and is put in its place whole', async () => {
    const id = await plannedProject(app)
    await edit(
      app,
      id,
      'design',
      DESIGN.replace(
        'a valve and sees its state of the last minute',
        'a valve and sees its state of the last hour',
      ),
    )
    let asked = 0
    app.model.otherwise((request) => {
      const revision = revisionAsked(request)
      const { messages } = request.body as { messages: { role: string; content: string }[] }
      const kept = messages.find(({ role }) => role === 'assistant')?.content
      asked += 1
      if (kept !== undefined) {
        const whole = PLAN.slice(PLAN.indexOf('## Phase 2'), PLAN.indexOf('## Phase 3')).replace(
          'a valve and sees its state of the last minute',
          'a valve and sees its state of the last hour',
        )
        return { deltas: inPieces(whole.slice(kept.length)) }
      }
      return { deltas: inPieces((revision?.text ?? '').slice(0, 500)), end: 'cut' }
    })
    await app.post(`/api/projects/${id}/documents/plan/update`, {})
    await until(async () => (await stateOf(app, id, 'plan')).state === 'done')
    expect(asked).toBe(2)
    expect(textOf(app, id, 'plan')).toBe(
      PLAN.replace(
        'a valve and sees its state of the last minute',
        'a valve and sees its state of the last hour',
      ),
    )
  })

  test('does not follow a version that it has not been found for', async () => {
    const id = await plannedProject(app)
    const link = { run: 'some-run', document: 'plan' }
    const version = { ...link, text: 'Later.', author: 'run' as const, standsOn: [] }
    expect(await app.parts.documents.settle(id, link, { version }, 0)).toBe(false)
    expect(await app.parts.documents.settle(id, link, { version }, 1)).toBe(true)
    expect(await app.parts.documents.settle(id, link, { version }, 2)).toBe(true)
    expect(app.parts.documents.history(id, 'plan')).toHaveLength(2)
  })

  test('goes with its project', async () => {
    const id = await plannedProject(app)
    const [run = ''] = await revised(id, ['phase-1'], true)
    await app.parts.workshop.view(id)
    expect((await app.api(`/api/projects/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await app.api(`/api/projects/${id}/proposals`)).status).toBe(404)
    expect((await app.api(`/api/runs/${run}`)).status).toBe(404)
    expect(() => app.parts.workshop.proposals.get(id, run)).toThrow(ProposalUnknown)
  })
})
