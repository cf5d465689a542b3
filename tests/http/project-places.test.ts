import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { edit, plannedProject, textOf } from '../support/planned-project.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ AUTO_CONTINUE: '0' })
})
afterEach(() => app.stop())

const HTML = { accept: 'text/html' }
const page = async (path: string): Promise<string> => (await app.api(path, { headers: HTML })).text()
const send = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
  app.api(path, { method: 'POST', body: new URLSearchParams(fields), headers: HTML })
const make = async (): Promise<string> =>
  (
    await send('/projects', { name: 'Plant diary', brief: 'People log when they water a plant.' })
  ).headers.get('location') ?? ''
const main = (html: string): string => html.slice(html.indexOf('<main'))
const current = (html: string) =>
  [...html.matchAll(/<a href="([^"]*)" aria-current="(\w+)"/g)].map(([, ...it]) => it)
const PLACES = ['', '/findings', '/trace', '/costs', '/exports', '/settings'] as const

describe('the rail of a project', () => {
  test('stands on each of its pages, with the one that is read marked', async () => {
    const path = await make()
    for (const tail of [...PLACES, '/documents/brief', '/documents/design', '/documents/plan']) {
      const html = await page(`${path}${tail}`)
      expect(current(html)).toEqual([[`${path}${tail}`, 'page']])
      for (const place of PLACES) expect(html).toContain(`href="${path}${place}"`)
      expect(html.match(/<h1[ >]/g)).toHaveLength(1)
    }
    expect((await page(`${path}/proposals`)).match(/id="way"/g)).toHaveLength(1)
  })

  test('stands beside a run too, where the document that it writes is marked', async () => {
    const path = await make()
    app.model.otherwise({ deltas: ['# Design\n\n- **R-1**: It waters.\n'] })
    const run = (await send(`${path}/documents/design/write`)).headers.get('location') ?? ''
    await until(() => app.parts.conductor.liveRuns === 0)
    expect(current(await page(run))).toEqual([[`${path}/documents/design`, 'true']])
  })

  test('counts what is found and tells what is traced', async () => {
    const id = await plannedProject(app)
    const rail = (html: string) => html.slice(html.indexOf('class="places"'), html.indexOf('<main'))
    const count = app.parts.workshop.inspectionOf(await app.parts.workshop.view(id)).findings.length
    expect(rail(await page(`/projects/${id}/costs`))).toMatch(
      new RegExp(`>Findings</a><span[^>]*>${count}<.*>Trace</a><span[^>]*>100 %<`),
    )
  })

  test('is for people who are signed in', async () => {
    const path = await make()
    for (const tail of PLACES)
      expect((await app.fetch(`${path}${tail}`, { headers: HTML })).headers.get('location')).toStartWith(
        '/login',
      )
    for (const tail of PLACES)
      expect((await app.api(`/projects/${'0'.repeat(26)}${tail}`, { headers: HTML })).status).toBe(404)
  })
})

describe('a document that is not written yet', () => {
  test('has a page that says what it takes, and has it written', async () => {
    const path = await make()
    const html = main(await page(`${path}/documents/design`))
    expect(html).toContain('It is written from the brief')
    expect(html).toMatch(/Expected: about [\d,]+ to [\d,]+ tokens/)
    expect(html).toContain(`action="${path}/documents/design/write?back=documents/design"`)
  })

  test('leads to what it is missing', async () => {
    const path = await make()
    const html = main(await page(`${path}/documents/plan`))
    expect(html).toContain('It is written from the design, which is not there yet.')
    expect(html).toContain(`href="${path}/documents/design">Design, which is missing</a>`)
    expect(html).not.toContain('/write')
  })

  test('leads to the run that is writing it, and looks again until it is there', async () => {
    const path = await make()
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['# Design\n', gate.promise, '\n- **R-1**: It waters.\n'] })
    const run = (await send(`${path}/documents/design/write`)).headers.get('location')
    const html = await page(`${path}/documents/design`)
    expect(main(html)).toContain(`<a href="${run}">Read along</a>`)
    expect(html).toContain(`http-equiv="refresh" content="3; url=${path}/documents/design"`)
    expect(main(html)).toContain(`hx-get="${path}/documents/design"`)
    gate.resolve()
    await until(async () => (await page(`${path}/documents/design`)).includes('It waters.'))
    expect(await page(`${path}/documents/design`)).not.toContain('http-equiv="refresh"')
  })

  test('leads to what there is of it where its run was stopped', async () => {
    const path = await make()
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['# Half a design\n', gate.promise] })
    const run = (await send(`${path}/documents/design/write`)).headers.get('location')
    await send(`${run}/stop`)
    gate.resolve()
    await until(() => app.parts.conductor.liveRuns === 0)
    const html = main(await page(`${path}/documents/design`))
    expect(html).toContain('The last run was stopped')
    expect(html).toContain(`<a href="${run}">what there is of it</a>`)
  })
})

describe('a form on a page of a project', () => {
  test('leads back to the page that it stood on', async () => {
    const id = await plannedProject(app, ['design'])
    const path = `/projects/${id}`
    await edit(
      app,
      id,
      'design',
      textOf(app, id, 'design').replace('is off within two seconds', 'is off fast'),
    )
    const findings = main(await page(`${path}/findings`))
    const [, mute = ''] = /action="([^"]+\/mutes\/[^"]+)"/.exec(findings) ?? []
    expect((await send(mute, { reason: 'Later.' })).headers.get('location')).toBe(
      `${path}/findings#findings-title`,
    )
    await send(mute)
    const [, beside = ''] =
      /action="([^"]+\/mutes\/[^"]+)"/.exec(main(await page(`${path}/documents/design`))) ?? []
    expect((await send(beside, { reason: 'Later.' })).headers.get('location')).toBe(
      `${path}/documents/design`,
    )
    expect((await send(`${path}/rename`, { name: 'Other' })).headers.get('location')).toBe(`${path}/settings`)
    expect((await send(`${path}/caps`, { tokens: '5', price: '' })).headers.get('location')).toBe(
      `${path}/costs#costs-title`,
    )
  })

  test('says on that page what did not work', async () => {
    const path = await make()
    const h1 = async (answer: Response) => /<h1[^>]*>([^<]*)/.exec(await answer.clone().text())?.[1]?.trim()
    await send(`${path}/caps`, { tokens: '5', price: '' })
    const capped = `${path}/documents/design/write`
    for (const [address, fields, title] of [
      [`${path}/caps`, { tokens: 'many' }, 'What it takes'],
      [`${path}/rename`, { name: 'two\nlines' }, 'Settings'],
      [`${path}/corrections?back=findings`, { document: 'design' }, 'Findings'],
      [`${capped}?back=documents/design`, {}, 'Design'],
      [capped, {}, 'Plant diary'],
      // What is no page of a project is no way back.
      [`${capped}?back=https://example.org`, {}, 'Plant diary'],
      [`${capped}?back=documents/secrets`, {}, 'Plant diary'],
    ] as const) {
      const answer = await send(address, fields)
      expect([address, answer.status >= 400, await h1(answer)]).toEqual([address, true, title])
      expect(await answer.text()).toContain('<div class="error" role="alert">')
    }
  })

  test('whose edit came too late leads to what was typed', async () => {
    const path = `${await make()}/documents/brief`
    await send(path, { after: '1', text: 'Mine.' })
    const late = await (await send(path, { after: '1', text: 'Yours.' })).text()
    expect(late).toContain('<a href="#text">To your text</a>')
    expect(late).toMatch(/<textarea id="text"[^>]*>\nYours\.</)
  })
})

describe('what a project takes', () => {
  test('is told as of a moment while something is being written, and then once for all', async () => {
    const path = await make()
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: ['# Design\n', gate.promise, '\n- **R-1**: It waters.\n'] })
    await send(`${path}/documents/design/write`)
    await until(async () => (await page(`${path}/costs`)).includes('1 run: '))
    const live = main(await page(`${path}/costs`))
    expect(live).toMatch(/As of <time [^>]*>\d\d:\d\d:\d\d<\/time> UTC/)
    expect(live).toContain(`hx-get="${path}/costs"`)
    gate.resolve()
    await until(() => app.parts.conductor.liveRuns === 0)
    const after = main(await page(`${path}/costs`))
    expect(after).toContain('>Done</a>')
    expect(after).not.toContain('As of ')
    expect(after).not.toContain('hx-get')
  })
})
