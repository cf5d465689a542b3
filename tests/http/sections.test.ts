import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { piecesOf } from '../../src/planning/portions.ts'
import type { UpkeepRun } from '../../src/projects/upkeep.ts'
import { startApp, type TestApp } from '../support/app.ts'
import {
  changesOf,
  DESIGN,
  edit,
  IDS,
  plannedProject,
  revisionAsked,
  stateOf,
  textOf,
} from '../support/planned-project.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app.stop())

const keysOf = async (id: string, key: string) =>
  (await stateOf(app, id, key)).stale?.map((section) => section.key)

async function update(id: string, key: string): Promise<UpkeepRun[]> {
  const answer = await app.post(`/api/projects/${id}/documents/${key}/update`, {})
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { runs: UpkeepRun[] }).runs
}

/** The sections whose bytes differ. */
function changedSections(key: string, before: string, after: string): string[] {
  const old = piecesOf(key, before)
  const now = piecesOf(key, after)
  expect(now.map((piece) => piece.key)).toEqual(old.map((piece) => piece.key))
  return now.flatMap((piece, at) => (piece.text === old[at]?.text ? [] : [piece.key.replace('section ', '')]))
}

const REQUIREMENT = '- **R-7**: The keeper opens the page of a valve and sees its state of the last minute.'
const edited = DESIGN.replace(REQUIREMENT, REQUIREMENT.replace('the last minute', 'the last hour'))

describe('one of 20 requirements that is edited', () => {
  test('makes exactly the sections stale that name it, and says why', async () => {
    const id = await plannedProject(app, ['design', 'plan', 'phase-1', 'phase-2'])
    await edit(app, id, 'design', edited)
    expect(await stateOf(app, id, 'plan')).toMatchObject({
      state: 'stale',
      why: 'R-7 of the design has changed. That concerns 1 of 6 sections.',
      stale: [
        { key: 'phase-2', title: 'Phase 2: Devices, part 2', reasons: ['R-7 of the design has changed.'] },
      ],
    })
    expect(await keysOf(id, 'design')).toEqual(['Testing'])
    expect((await stateOf(app, id, 'phase-1')).state).toBe('done')
    expect(await keysOf(id, 'phase-2')).toEqual(['Goal', 'T-2.3', 'Done when'])
  })

  test('has only those written anew, and all the rest stays to the byte', async () => {
    const id = await plannedProject(app, ['design', 'plan'])
    await edit(app, id, 'design', edited)
    const before = textOf(app, id, 'plan')
    const asked = app.model.requests.length
    const runs = await update(id, 'plan')
    expect(runs.map(({ section, created }) => [section, created])).toEqual([['phase-2', true]])
    await until(async () => (await stateOf(app, id, 'plan')).state === 'done')

    const requests = app.model.requests.slice(asked).map(revisionAsked)
    expect(requests.map((request) => request?.section)).toEqual(['phase-2'])
    const [request] = requests
    if (!request) throw new Error('nothing was asked')
    expect(request.reasons).toBe('R-7 of the design has changed.')
    expect(changesOf(request)).toEqual([
      `R-7 of the design: ${REQUIREMENT} > ${edited.split('\n').find((line) => line.includes('R-7'))}`,
    ])
    expect(request.keep).toBe('T-2.1 T-2.2 T-2.3 T-2.4')
    // Neither the whole plan nor the whole design goes out.
    expect(request.sources).not.toContain('R-13')
    expect(JSON.stringify(request).length).toBeLessThan(before.length + DESIGN.length / 2)

    const after = textOf(app, id, 'plan')
    expect(changedSections('plan', before, after)).toEqual(['phase-2'])
    expect(after).toContain('sees its state of the last hour. (R-7)')
    expect(app.parts.documents.version(id, 'plan')?.author).toBe('run')
  })

  test('is followed to the plans of the phases, each asked for its own sections alone', async () => {
    const id = await plannedProject(app, ['design', 'plan', 'phase-1', 'phase-2'])
    await edit(app, id, 'design', edited)
    const before = textOf(app, id, 'phase-2')
    const others = [textOf(app, id, 'phase-1')]
    for (const key of ['design', 'plan', 'phase-2']) {
      await update(id, key)
      await until(async () => (await stateOf(app, id, key)).state === 'done')
    }
    expect(changedSections('phase-2', before, textOf(app, id, 'phase-2'))).toEqual(['T-2.3'])
    expect([textOf(app, id, 'phase-1')]).toEqual(others)
    const states = await Promise.all(
      ['design', 'plan', 'phase-1', 'phase-2'].map((key) => stateOf(app, id, key)),
    )
    expect(states.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done'])
  })

  test('asks once, however often it is asked to be brought up to date', async () => {
    const id = await plannedProject(app, ['design', 'plan'])
    await edit(app, id, 'design', edited)
    const asked = app.model.requests.length
    const answers = await Promise.all([update(id, 'plan'), update(id, 'plan'), update(id, 'plan')])
    expect(new Set(answers.flat().map(({ run }) => run)).size).toBe(1)
    await until(async () => (await stateOf(app, id, 'plan')).state === 'done')
    expect(await update(id, 'plan')).toEqual([])
    expect(app.model.requests.length - asked).toBe(1)
  })
})

describe('a project that was brought in, or written before sections were told apart', () => {
  test('is stale to the section all the same', async () => {
    const first = await plannedProject(app, ['design', 'plan'])
    const zip = await (await app.api(`/api/projects/${first}/export`)).bytes()
    const answer = await app.api('/api/projects/import', {
      method: 'POST',
      body: Uint8Array.from(zip),
      headers: { 'content-type': 'application/zip' },
    })
    const { project } = (await answer.json()) as { project: { id: string } }
    expect(app.parts.documents.version(project.id, 'plan')?.sections).toBeUndefined()
    expect((await stateOf(app, project.id, 'plan')).state).toBe('done')
    await edit(app, project.id, 'design', edited)
    expect(await keysOf(project.id, 'plan')).toEqual(['phase-2'])
    await update(project.id, 'plan')
    await until(async () => (await stateOf(app, project.id, 'plan')).state === 'done')
    expect(changedSections('plan', textOf(app, first, 'plan'), textOf(app, project.id, 'plan'))).toEqual([
      'phase-2',
    ])
  })
})

describe('what is stale', () => {
  test('is told the same whichever requirements are edited: those sections change, and no other byte', async () => {
    const next = seeded(printedSeed('edits of requirements'))
    const id = await plannedProject(app, ['design', 'plan'])
    for (let round = 0; round < 6; round += 1) {
      const chosen = [
        ...new Set(Array.from({ length: 1 + Math.floor(next() * 3) }, () => Math.floor(next() * IDS.length))),
      ]
      let design = textOf(app, id, 'design')
      for (const at of chosen)
        design = design.replace(
          new RegExp(`^(- \\*\\*R-${at + 1}\\*\\*: .*)\\.$`, 'm'),
          (_, line) => `${line}, round ${round}.`,
        )
      await edit(app, id, 'design', design)
      const expected = [...new Set(chosen.map((at) => `phase-${Math.floor(at / 4) + 1}`))].sort()
      expect(await keysOf(id, 'plan')).toEqual(expected)
      const before = textOf(app, id, 'plan')
      const asked = app.model.requests.length
      await update(id, 'plan')
      await until(async () => (await stateOf(app, id, 'plan')).state === 'done')
      expect(app.model.requests.length - asked).toBe(expected.length)
      expect(changedSections('plan', before, textOf(app, id, 'plan'))).toEqual(expected)
    }
  })
})
