import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { DESIGN, edit, PLAN, plannedProject, textOf } from '../support/planned-project.ts'

let app: TestApp
let id: string
let place: string
beforeEach(async () => {
  app = await startApp({ UI_PASSWORD: 'a password for tests' })
  id = await plannedProject(app)
  place = `/projects/${id}/documents/design`
})
afterEach(() => app.stop())

const HTML = { accept: 'text/html' }
const page = async (path = place): Promise<string> => (await app.api(path, { headers: HTML })).text()
const send = (path: string, fields: Record<string, string>): Promise<Response> =>
  app.api(path, { method: 'POST', body: new URLSearchParams(fields), headers: HTML })
const newest = (key = 'design') => app.parts.documents.version(id, key)?.number
/** What stands in the field, as a browser reads it. */
const field = (html: string): string =>
  (/<textarea[^>]* name="text"[^>]*>\n([\s\S]*?)<\/textarea>/.exec(html)?.[1] ?? 'no field')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
/** Number of the section with that heading. */
async function section(title: string): Promise<string> {
  const links = [...(await page()).matchAll(/\?edit=(\d+)#edit"[\s\S]*?unseen">([^<]*)<\/span>/g)]
  return links.find(([, , name]) => name?.trim() === title)?.[1] ?? 'none'
}
const RISKS = '## Risks and mitigations\n\nNone is known.'

describe('a document’s page', () => {
  test('leads from each id to where it is said, across documents', async () => {
    const plan = await page(`/projects/${id}/documents/plan`)
    expect(plan).toContain(`href="${place}#said-R-3"`)
    expect(plan).toContain('role="tooltip">The keeper opens the page of a lamp')
    expect(await page()).toContain('<span id="said-R-3"></span>')
  })

  test('and so do the project’s other pages: what is found, what is traced, the next task', async () => {
    await edit(app, id, 'plan', PLAN.replaceAll(/R-3(?!\d)/g, 'R-99'))
    const trace = await page(`/projects/${id}/trace`)
    for (const to of [`${place}#said-R-3`, `/projects/${id}/documents/plan#said-T-1.1`])
      expect(trace).toContain(`class="mention" href="${to}"`)
    expect(trace).toContain('documents/plan#said-phase-1">Phase 1<span')
    const findings = await page(`/projects/${id}/findings`)
    const all = findings.match(/<li class="finding [\s\S]*?<\/li>/g) ?? []
    const finding = all.find((one) => /class="mention" href="[^"]+#said-R-3"/.test(one)) ?? ''
    const [, at = ''] = /href="([^"]+#note-[0-9a-f]+)"/.exec(finding) ?? []
    const [document = '', note] = at.split('#')
    expect(await page(document)).toContain(`id="${note}"`)
    expect(await page(`/projects/${id}`)).toContain(
      `href="/projects/${id}/documents/plan#said-T-1.1"><strong>T-1.1</strong>`,
    )
  })

  test('has a table of its contents, whose links lead to its headings', async () => {
    const html = await page()
    const nav = /<nav class="contents" aria-label="Contents">[\s\S]*?<\/nav>/.exec(html)?.[0] ?? ''
    const links = [...nav.matchAll(/href="#([^"]+)"[^>]*>([^<]*)/g)].map(([, to, text]) => [to, text?.trim()])
    expect(links.map(([, text]) => text)).toEqual(
      [...DESIGN.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
    )
    for (const [to] of links) expect(html).toContain(`id="${to}"`)
  })

  test('leaves out of its contents what each part has alike', async () => {
    const plan = await page(`/projects/${id}/documents/plan`)
    const nav = /<nav class="contents"[\s\S]*?<\/nav>/.exec(plan)?.[0] ?? ''
    expect(nav).toContain('Phase 5: Devices, part 5')
    expect(nav).not.toContain('Tasks')
  })

  test('shows what is found beside the block that it is about, where it can be muted', async () => {
    await edit(app, id, 'design', DESIGN.replace('one page.\n', 'one page. TODO: ask.\n'))
    const html = await page()
    const noted = /<div class="noted">[\s\S]*?left to be filled in[\s\S]*?<\/aside>[\s\S]*?<\/div>/.exec(
      html,
    )?.[0]
    expect(noted).toContain('TODO: ask.')
    const mute = /action="([^"]+\/mutes\/[^"]+)"/.exec(noted ?? '')?.[1] ?? ''
    const muted = await send(mute, { reason: 'It is asked.' })
    expect([muted.status, muted.headers.get('location')]).toEqual([303, place])
    expect(await page()).not.toContain('left to be filled in')
  })

  test('shows the contents of a run that is over too, and where its ids lead', async () => {
    const run = app.parts.documents.version(id, 'plan')?.run ?? ''
    const html = await page(`/runs/${run}`)
    const [, to = ''] = /<nav class="contents"[\s\S]*?href="#([^"]+)"/.exec(html) ?? []
    expect(html).toContain(`<h2 id="${to}">Approach</h2>`)
    expect(html).toContain(`class="mention" href="${place}#said-R-1"`)
  })

  test('gives its Markdown as a file, an older version too', async () => {
    await edit(app, id, 'design', `${DESIGN}More.\n`)
    const file = await app.api(`${place}/download`, { headers: HTML })
    expect(await file.text()).toBe(`${DESIGN}More.\n`)
    expect(file.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="Greenhouse-design.md"')
    expect(await (await app.api(`${place}/download?version=1`)).text()).toBe(DESIGN)
    expect((await app.api(`${place}/download?version=9`)).status).toBe(404)
  })
})

describe('a section is edited in its place', () => {
  test('by links and forms alone: the rest of the document stays as it is, to the byte', async () => {
    const risks = await section('Risks and mitigations')
    const open = await page(`${place}?edit=${risks}`)
    expect(field(open)).toBe(DESIGN.slice(DESIGN.indexOf('## Risks'), DESIGN.indexOf('## Testing')).trimEnd())
    expect(open).not.toMatch(/<h2[^>]*>Risks and mitigations<\/h2>[\s\S]*id="edit"/)
    const kept = await send(place, { after: '1', section: risks, text: RISKS.replaceAll('\n', '\r\n') })
    expect([kept.status, kept.headers.get('location')]).toEqual([303, `${place}#part-${risks}`])
    expect(textOf(app, id, 'design')).toBe(
      `${DESIGN.slice(0, DESIGN.indexOf('## Risks'))}${RISKS}\n\n${DESIGN.slice(DESIGN.indexOf('## Testing'))}`,
    )
  })

  test('and looked at before it is kept, as the server draws it, hostile words as text', async () => {
    const fields = { after: '1', section: '3', text: '## New\n\n**R-2** <script>alert(1)</script>' }
    const shown = await (await send(`${place}/preview`, fields)).text()
    expect(field(shown)).toBe(fields.text)
    const preview = /<section id="preview"[\s\S]*?<\/section>/.exec(shown)?.[0] ?? ''
    expect(preview).toContain('<strong><a class="mention" href="#said-R-2">')
    // The page has headings of its own.
    expect(preview).toContain(' id="preview-part-1">New</h2>')
    expect(preview).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(newest()).toBe(1)
    const part = await app.api(`${place}/preview`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { ...HTML, 'hx-request': 'true' },
    })
    const html = await part.text()
    expect(html).toStartWith('<div hx-ignore><h2')
    expect(preview).toContain(html)
  })

  test('which makes no version where nothing is changed, nor a second one where the form is sent twice', async () => {
    const risks = await section('Risks and mitigations')
    const text = field(await page(`${place}?edit=${risks}`))
    expect((await send(place, { after: '1', section: risks, text })).status).toBe(303)
    expect(newest()).toBe(1)
    const twice = await Promise.all(
      [1, 2].map(() => send(place, { after: '1', section: risks, text: RISKS })),
    )
    expect(twice.map(({ status }) => status)).toEqual([303, 303])
    // And once more by the way back.
    expect((await send(place, { after: '1', section: risks, text: RISKS })).status).toBe(303)
    expect(newest()).toBe(2)
    const whole = { after: '2', text: `${textOf(app, id, 'design')}More.\n` }
    expect((await send(place, whole)).status).toBe(303)
    expect((await send(place, whole)).status).toBe(303)
    expect(newest()).toBe(3)
  })

  test('while another section is changed: both are kept', async () => {
    const [risks, summary] = [await section('Risks and mitigations'), await section('Summary')]
    await send(place, { after: '1', section: summary, text: '## Summary\n\nShort.\n\n## Added\n\nNew.' })
    const kept = await send(place, { after: '1', section: risks, text: RISKS })
    // One heading more stands before it by now.
    expect(kept.headers.get('location')).toBe(`${place}#part-${Number(risks) + 1}`)
    expect(textOf(app, id, 'design')).toContain('Short.')
    expect(textOf(app, id, 'design')).toContain(RISKS)
  })

  test('while the same section is changed: both texts are shown, and nothing is lost', async () => {
    const summary = await section('Summary')
    await send(place, { after: '1', section: summary, text: '## Summary\n\nTheirs & ours.' })
    const late = await send(place, { after: '1', section: summary, text: '## Summary\n\nMine.' })
    expect(late.status).toBe(412)
    const html = await late.text()
    expect(html).toContain('Somebody has changed it meanwhile.')
    expect(field(html)).toBe('## Summary\n\nMine.')
    expect(html).toMatch(/<del>[\s\S]*Theirs[\s\S]*ours[\s\S]*<\/del>/)
    expect(newest()).toBe(2)
    const after = /name="after" value="(\d+)"/.exec(html)?.[1] ?? ''
    expect((await send(place, { after, section: summary, text: field(html) })).status).toBe(303)
    expect(textOf(app, id, 'design')).toContain('## Summary\n\nMine.\n\n## Requirements')
  })

  test('that is gone by now: what was typed is in the whole document, to be looked at', async () => {
    const [risks, summary] = [await section('Risks and mitigations'), await section('Summary')]
    await send(place, { after: '1', section: risks, text: '' })
    expect(textOf(app, id, 'design')).not.toContain('Risks')
    await send(place, { after: '2', section: summary, text: '## Summary\n\nShort.' })
    const late = await send(place, { after: '1', section: risks, text: RISKS })
    expect(late.status).toBe(412)
    expect(field(await late.text())).toContain(RISKS)
  })

  test('and is kept in its field where it is too long or empty', async () => {
    const summary = await section('Summary')
    const text = 'ü'.repeat(1024 * 1024)
    const body = new FormData()
    for (const [name, value] of Object.entries({ after: '1', section: summary, text }))
      body.append(name, value)
    expect(await page(`${place}?edit=${summary}`)).toContain('enctype="multipart/form-data"')
    const long = await app.api(place, { method: 'POST', body, headers: HTML })
    expect(long.status).toBe(422)
    const html = await long.text()
    expect(html).toMatch(/Markdown is \d+ KiB long; at most 192 KiB\./)
    expect(field(html)).toBe(text)
    const brief = `/projects/${id}/documents/brief`
    const empty = await send(brief, { after: '1', text: ' \n' })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('id="text-error"')
  })

  test('and is not lost where the session has ended meanwhile: the sign-in page carries it on', async () => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ after: '1', section: '2', text: RISKS }))
      body.append(name, value)
    const answer = await app.fetch(place, {
      method: 'POST',
      body,
      headers: { ...HTML, 'sec-fetch-site': 'same-origin' },
    })
    expect(answer.status).toBe(401)
    const html = await answer.text()
    expect(html).toContain(`name="held-to" value="${place}"`)
    expect(html).toContain(`>\n${RISKS}</textarea>`)
    expect(newest()).toBe(1)
  })

  test('of the newest version alone, and not without signing in', async () => {
    await edit(app, id, 'design', `${DESIGN}More.\n`)
    expect(await page(`${place}?version=1`)).not.toContain('?edit=')
    expect((await app.api(`${place}?edit=99`, { headers: HTML })).status).toBe(200)
    for (const path of [place, `${place}/preview`, `${place}/restore`]) {
      const answer = await app.fetch(path, {
        method: 'POST',
        body: new URLSearchParams({ text: 'x' }),
        headers: HTML,
      })
      expect(answer.status).toBe(401)
    }
    expect(newest()).toBe(2)
  })
})

describe('versions', () => {
  test('are listed with who made them, when, and what they changed', async () => {
    await edit(app, id, 'design', DESIGN.replace('one page.', 'two pages.'))
    const html = (await page(`${place}/versions`)).replace(/\s+/g, ' ')
    expect(html).toContain(`<a href="${place}">Version 2</a><span class="quiet"> by hand, </span>`)
    expect(html).toContain('<p class="changed">changed: Summary</p>')
    expect(html).toContain(
      `<a href="${place}?version=1">Version 1</a><span class="quiet"> by a model, </span>`,
    )
    expect(html).toContain('<p class="changed">the first</p>')
  })

  test('are compared, any two of them, with signs beside the colours', async () => {
    await edit(app, id, 'design', DESIGN.replace('one page.', 'two pages.'))
    await edit(app, id, 'design', DESIGN.replace('one page.', 'three pages.'))
    const html = await page(`${place}?version=3&against=1`)
    expect(html).toContain('From version 1 to version 3')
    expect(html).toMatch(/<del><span class="unseen">gone: <\/span>/)
    expect(html).toContain('<mark>three</mark>')
    expect(html).toContain('lines the same')
  })

  test('an older one becomes the next, once; nothing in between is lost', async () => {
    await edit(app, id, 'design', `${DESIGN}More.\n`)
    expect(await page(`${place}?version=1`)).toContain('Make version 1 the next one')
    const twice = await Promise.all([1, 2].map(() => send(`${place}/restore`, { version: '1', after: '2' })))
    expect(twice.map(({ status }) => status).filter((status) => status !== 303 && status !== 412)).toEqual([])
    const again = await send(`${place}/restore`, { version: '1', after: '2' })
    expect([again.status, newest(), textOf(app, id, 'design')]).toEqual([303, 3, DESIGN])
    const late = await send(`${place}/restore`, { version: '2', after: '2' })
    expect(late.status).toBe(412)
    expect(await late.text()).toContain('The document has changed meanwhile.')
  })

  test('are shown some at a time, and the older ones on a page of their own', async () => {
    for (let at = 0; at < 32; at += 1) await edit(app, id, 'design', `${DESIGN}${at}\n`)
    const first = await page(`${place}/versions`)
    expect(first.match(/class="version"/g)).toHaveLength(30)
    const older = await page(/href="([^"]+below=\d+)"/.exec(first)?.[1] ?? '')
    expect(older.match(/class="version"/g)).toHaveLength(3)
  })
})
