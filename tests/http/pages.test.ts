import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { attachment } from '../../src/routes/attachment.ts'
import { foldRun } from '../../src/runs/fold.ts'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

const FORM = {
  projectName: 'Plant diary',
  requirements: 'Remind me to water my plants.',
  languages: 'TypeScript, SQL',
}
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin', accept: 'text/html' }

let app: TestApp
let cookie: string

beforeAll(async () => {
  app = await startApp({ UI_PASSWORD: 'open sesame', AUTO_CONTINUE: '0' })
  cookie = `devussy_session=${await app.parts.sessions.open()}`
})
afterAll(() => app.stop())

const get = (path: string, headers: Record<string, string> = {}) =>
  app.fetch(path, { headers: { cookie, accept: 'text/html', ...headers } })
const send = (
  path: string,
  fields: Record<string, string> | URLSearchParams,
  headers: Record<string, string> = {},
) =>
  app.fetch(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { cookie, ...SAME_ORIGIN, ...headers },
  })
const idOf = (answer: Response) => (answer.headers.get('location') ?? '').replace('/runs/', '')
const ended = (id: string) => until(async () => (await foldRun(app.parts.journal, id)).end !== undefined)

describe('every page', () => {
  const pages: [path: string, status: number][] = [
    ['/', 200],
    ['/login', 303],
    ['/nowhere', 404],
    ['/runs/00000000000000000000000000', 404],
    ['/runs/..%2f..%2fetc', 404],
    ['/runs/00000000000000000000000000/download', 404],
    ['/runs/00000000000000000000000000/delete', 404],
    ['/?example=1', 200],
  ]
  test.each(pages)('%s answers %d, with the security headers', async (path, status) => {
    const answer = await get(path)
    expect(answer.status).toBe(status)
    if (status !== 303) expectPage(answer)
  })

  test('carries them when it is an error of the form or the sign-in too', async () => {
    expectPage(await send('/runs', {}))
    expectPage(await send('/login', { password: 'wrong' }))
    expectPage(await app.fetch('/login', { headers: { accept: 'text/html' } }))
    expectPage(
      await app.fetch('/runs', {
        method: 'POST',
        body: 'x'.repeat(400_000),
        headers: { cookie, ...SAME_ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
      }),
    )
  })

  function expectPage({ headers }: Response) {
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toStartWith("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    for (const rule of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
      expect(policy).toContain(rule)
    for (const name of ['x-content-type-options', 'referrer-policy', 'permissions-policy', 'x-robots-tag'])
      expect(headers.has(name)).toBe(true)
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  }

  test('needs no code of its own in the page, and of styles the one sheet that its policy names', async () => {
    for (const path of ['/', '/?example=1', '/nowhere']) {
      const answer = await get(path)
      const page = await answer.text()
      expect(page).not.toMatch(/<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|hx-on|javascript:|hx-vals="js/)
      const sheets = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text = '']) => text)
      expect(sheets).toHaveLength(1)
      const hash = new Bun.CryptoHasher('sha256').update(sheets[0] ?? '').digest('base64')
      expect(answer.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}';`)
      expect(page).not.toContain('rel="stylesheet"')
    }
  })
})

describe('who is not signed in', () => {
  const ask = (path: string, init: RequestInit = {}) =>
    app.fetch(path, { ...init, headers: { accept: 'text/html', ...init.headers } })

  test('is led to the sign-in, and from there to where they wanted to go', async () => {
    const answer = await ask('/runs/00000000000000000000000000?x=1')
    expect(answer.status).toBe(303)
    const login = answer.headers.get('location') ?? ''
    expect(login).toBe(`/login?next=${encodeURIComponent('/runs/00000000000000000000000000?x=1')}`)
    const page = await (await ask(login)).text()
    expect(page).toContain('name="next" value="/runs/00000000000000000000000000?x=1"')
    expect(page.match(/type="password"/g)).toHaveLength(1)
  })

  test('starts nothing, and is told that what was typed is still there', async () => {
    const runs = app.parts.runs.newest(100).length
    const answer = await ask('/runs', { method: 'POST', body: new URLSearchParams(FORM) })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('what you typed is still there')
    expect(app.parts.runs.newest(100)).toHaveLength(runs)
  })

  test('has no stream, no download and no list of models', async () => {
    for (const path of [
      '/runs/00000000000000000000000000/view',
      '/runs/00000000000000000000000000/download',
      '/models-list',
    ])
      expect((await ask(path)).status).toBe(303)
    const part = await ask('/models-list', {
      headers: { 'hx-request': 'true', 'hx-current-url': 'http://localhost/?example=1' },
    })
    expect(part.status).toBe(401)
    // In the page that asked: what is typed there stays.
    expect(await part.text()).toContain(`href="/login?next=${encodeURIComponent('/?example=1')}"`)
    const stream = await ask('/runs/00000000000000000000000000/view', {
      headers: { 'hx-request': 'true', 'hx-current-url': 'http://localhost/runs/x' },
    })
    expect(stream.status).toBe(401)
    expect(stream.headers.get('hx-redirect')).toBe(`/login?next=${encodeURIComponent('/runs/x')}`)
  })

  test('gets in with a key where there is one', async () => {
    expect((await app.api('/')).status).toBe(200)
    expect((await ask('/', { headers: { authorization: 'Bearer wrong' } })).status).toBe(403)
  })
})

describe('the form', () => {
  test('makes a run and leads to its own address', async () => {
    app.model.next({ deltas: ['# Plant diary\n'] })
    const answer = await send('/runs', FORM)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toMatch(/^\/runs\/[0-9a-v]{26}$/)
    const { input } = await app.parts.journal.order(idOf(answer))
    expect(input).toMatchObject({ ...FORM, languages: ['TypeScript', 'SQL'] })
    await ended(idOf(answer))
  })

  test('asks for the idea alone, with the names of the JSON body and all other fields folded inside it', async () => {
    const page = await (await get('/')).text()
    const form = page.slice(
      page.indexOf('<form method="post" action="/runs"'),
      page.indexOf('</form>', page.indexOf('action="/runs"')),
    )
    expect(form.indexOf('name="requirements"')).toBeLessThan(form.indexOf('<details'))
    expect(form.match(/ required/g)).toHaveLength(1)
    for (const name of ['projectName', 'requirements', 'languages', 'frameworks', 'apis', 'model', 'stream'])
      expect(form).toContain(`name="${name}"`)
    const folded = form.slice(form.indexOf('<details'), form.indexOf('</details>'))
    for (const name of ['projectName', 'languages', 'frameworks', 'apis', 'model', 'stream'])
      expect(folded).toContain(`name="${name}"`)
  })

  test('sent twice makes one run; sent again with another text makes another', async () => {
    app.model.otherwise({ deltas: ['Text.\n'] })
    const intent = /name="intent" value="([^"]+)"/.exec(await (await get('/')).text())?.[1] ?? ''
    const asked = app.model.requests.length
    const both = await Promise.all([send('/runs', { ...FORM, intent }), send('/runs', { ...FORM, intent })])
    const [one, two] = both.map(idOf)
    expect(one).toBe(two ?? '')
    const other = idOf(await send('/runs', { ...FORM, requirements: 'Something else.', intent }))
    expect(other).not.toBe(one ?? '')
    const third = idOf(await send('/runs', { ...FORM, intent: `${intent}x` }))
    expect(third).not.toBe(one ?? '')
    for (const id of [one ?? '', other, third]) await ended(id)
    expect(app.model.requests.length - asked).toBe(3)
  })

  const bad: [string, Record<string, string>, string][] = [
    ['blanks alone', { requirements: ' \n\t ' }, 'requirements'],
    ['33 KiB of requirements', { requirements: 'x'.repeat(33 * 1024) }, 'requirements'],
    ['a NUL', { projectName: 'a\0b' }, 'projectName'],
    ['no language', { languages: ' , ' }, 'languages'],
    ['a name of 121 characters', { projectName: 'x'.repeat(121) }, 'projectName'],
    ['a model with a blank', { model: 'a b' }, 'model'],
  ]
  test.each(bad)('with %s says so beside the field, and keeps what was typed', async (_, change, field) => {
    const fields = {
      ...FORM,
      frameworks: 'Elysia',
      apis: 'a & <b> "c" &lt;',
      intent: 'an-intent-to-keep',
      stream: 'off',
      ...change,
    }
    const answer = await send('/runs', fields)
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain(`id="${field}-error"`)
    expect(page).toMatch(new RegExp(`name="${field}"[^>]*aria-invalid="true"`))
    expect(page.match(/aria-invalid/g)).toHaveLength(1)
    const shown = (text: string) => Bun.escapeHTML(text)
    for (const name of ['projectName', 'languages', 'frameworks', 'apis', 'model'] as const) {
      const typed: Record<string, string> = { model: '', ...fields }
      if (!typed[name]?.includes('\0')) expect(page).toContain(`value="${shown(typed[name] ?? '')}"`)
    }
    expect(page).toContain(`>\n${shown(fields.requirements)}</textarea>`)
    expect(page).toContain('value="an-intent-to-keep"')
    expect(page).not.toMatch(/id="stream"[^>]* checked/)
    const folded = field !== 'requirements'
    expect(page.includes('<details id="more" open')).toBe(folded)
  })

  test('with a field nobody knows is refused by name', async () => {
    const page = await (await send('/runs', { ...FORM, colour: 'red' })).text()
    expect(page).toContain('colour is not a field of this request')
  })

  test('from another site is refused', async () => {
    const runs = app.parts.runs.newest(100).length
    for (const path of ['/runs', '/models-test', '/runs/00000000000000000000000000/delete']) {
      const answer = await send(path, FORM, { 'sec-fetch-site': 'cross-site' })
      expect(answer.status).toBe(403)
    }
    expect(app.parts.runs.newest(100)).toHaveLength(runs)
    // A link from elsewhere may lead here.
    expect((await get('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(200)
  })

  test('remembers the model and the switch', async () => {
    const answer = await send('/runs', { ...FORM, model: 'scripted-large', stream: 'off' })
    const cookies = answer.headers.getSetCookie()
    expect(cookies).toHaveLength(2)
    for (const it of cookies) expect(it).toMatch(/; HttpOnly; SameSite=Lax$/)
    const kept = [cookie, ...cookies.map((it) => it.split(';')[0])].join('; ')
    const page = await (await app.fetch('/', { headers: { cookie: kept } })).text()
    expect(page).toContain('name="model"')
    expect(page).toContain('value="scripted-large"')
    expect(page).not.toMatch(/id="stream"[^>]* checked/)
    expect(await (await get('/')).text()).toMatch(/id="stream"[^>]* checked/)
    await ended(idOf(answer))
  })

  test('with the switch on is sent with its hidden twin, and counts as on', async () => {
    const answer = await send(
      '/runs',
      new URLSearchParams([...Object.entries(FORM), ['stream', 'off'], ['stream', 'on']]),
    )
    expect(answer.headers.getSetCookie().join()).toContain('devussy_stream=on;')
    await ended(idOf(answer))
  })

  test('counts a line end once, whatever the browser sends for it', async () => {
    app.model.next({ deltas: ['Text.\n'] })
    const lines = 'a\n'.repeat(16_384)
    const answer = await send('/runs', { ...FORM, requirements: lines.replaceAll('\n', '\r\n') })
    expect(answer.status).toBe(303)
    expect((await app.parts.journal.order(idOf(answer))).input).toMatchObject({ requirements: lines.trim() })
    await ended(idOf(answer))
    const refused = await (await send('/runs', { ...FORM, languages: ',', requirements: 'a\r\nb' })).text()
    expect(refused).toContain('>\na\nb</textarea>')
  })

  test('with an idea that is far too long gives all of it back, up to 4 MiB', async () => {
    const requirements = 'word '.repeat(600_000)
    const answer = await send('/runs', { ...FORM, requirements })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain(`>\n${requirements}</textarea>`)
    expect(page).toContain('id="requirements-error"')
    expect(page).toContain(`value="${FORM.projectName}"`)
  })

  test('that cannot be read is answered with a form, not with an error page', async () => {
    for (const path of ['/runs', '/models-test']) {
      const answer = await app.fetch(path, {
        method: 'POST',
        body: 'x',
        headers: { cookie, ...SAME_ORIGIN, 'content-type': 'text/plain' },
      })
      expect(answer.status).toBe(415)
      const page = await answer.text()
      expect(page).toContain('role="alert"')
      expect(page).toContain('name="requirements"')
    }
  })

  test('asked for from a run that is not there says so, above an empty form', async () => {
    for (const id of ['00000000000000000000000000', '..%2f..', '']) {
      const answer = await get(`/?from=${id}`)
      expect(answer.status).toBe(404)
      const page = await answer.text()
      expect(page).toContain('There is no such run')
      expect(page).toContain('name="requirements"')
    }
  })

  test('lets the browser restore what was typed, and tests the connection by a second button', async () => {
    const page = await (await get('/')).text()
    expect(page).not.toContain('autocomplete="off"')
    const buttons = page.slice(page.indexOf('action="/runs"')).match(/<button[^>]*>[^<]+/g) ?? []
    expect(buttons[0]).toMatch(/Write it$/)
    expect(buttons[1]).toMatch(/formaction="\/models-test" formnovalidate[^>]*>Test the connection$/)
  })

  test('can be filled with an example', async () => {
    const page = await (await get('/?example=1')).text()
    expect(page).toContain('hiking club')
    expect(page).toContain('value="TypeScript, SQL"')
  })
})

describe('the model', () => {
  test('can be chosen from what its server offers', async () => {
    const answer = await get('/models-list', { 'hx-request': 'true' })
    expect(await answer.text()).toContain('<option value="scripted-large">')
  })

  test('whose server does not list models says so in a sentence', async () => {
    const other = await startApp()
    other.model.models = { status: 401 }
    const text = await (await other.api('/models-list')).text()
    await other.stop()
    expect(text).toContain('hx-target="#connection"')
    expect(text).toContain('The list of models is not there.')
    expect(text).not.toContain('<option')
  })

  test('is tested with a clear answer, and without JavaScript nothing typed is lost', async () => {
    app.model.next({ deltas: ['ok'] })
    const part = await send('/models-test', { model: 'scripted' }, { 'hx-request': 'true' })
    expect(await part.text()).toMatch(/^It works: scripted answered in \d+ ms\.$/)
    app.model.next({ status: 401 })
    const typed = { ...FORM, projectName: 'Half typed', model: 'another-one', stream: 'off' }
    const page = await (await send('/models-test', typed)).text()
    expect(app.model.requests.at(-1)?.body).toMatchObject({ model: 'another-one' })
    expect(page).toMatch(/id="connection" role="status">[^<]*key/)
    for (const text of ['Half typed', 'another-one', FORM.languages])
      expect(page).toContain(`value="${text}"`)
    expect(page).toContain(`>\n${FORM.requirements}</textarea>`)
  })
})

describe('the page of a run', () => {
  test('shows the running page at once, and asks again by itself without JavaScript', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    app.model.next({ deltas: ['# Plant diary\n\nSo', promise, ' far.\n'] })
    const id = idOf(await send('/runs', FORM))
    await until(async () => (await foldRun(app.parts.journal, id)).text.endsWith('So'))
    const live = await (await get(`/runs/${id}`)).text()
    expect(live).toContain('<noscript><meta http-equiv="refresh" content="3"/></noscript>')
    expect(live).toContain('<h1>Plant diary</h1>')
    expect(live).toContain('<p>So</p>')
    expect(live).toContain('<title id="title">✎ Writing · Plant diary · devussy</title>')
    resolve()
    await ended(id)
    const done = await (await get(`/runs/${id}`)).text()
    expect(done).toContain('<p>So far.</p>')
    expect(done).not.toContain('http-equiv="refresh"')
    expect(done).not.toContain('hx-sse:connect')
    expect(done).toContain('<title id="title">✓ Done · Plant diary · devussy</title>')
    const article = done.slice(done.indexOf('<article'), done.indexOf('</article>'))
    expect(article).not.toContain('missing')
    expect(done.slice(done.indexOf('<aside'))).toContain('What this design lacks')
  })

  test('with streaming switched off shows the text when it is whole', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    app.model.next({ deltas: ['# Plant diary\n\nSo', promise, ' far.\n'] })
    const id = idOf(await send('/runs', { ...FORM, stream: 'off' }))
    await until(async () => (await foldRun(app.parts.journal, id)).text.endsWith('So'))
    const off = { cookie: `${cookie}; devussy_stream=off` }
    const live = await (await get(`/runs/${id}`, off)).text()
    expect(live).not.toContain('hx-sse:connect')
    expect(live).not.toContain('<p>So</p>')
    resolve()
    await ended(id)
    const done = await (await get(`/runs/${id}`, off)).text()
    expect(done).toContain('<p>So far.</p>')
  })

  test('hands out the text byte for byte, under a name that every system takes', async () => {
    const text = '# A\r\n\r\n  tab\t — 🌱 data: x\r\rend'
    app.model.next({ deltas: [text] })
    const id = idOf(await send('/runs', { ...FORM, projectName: '../../Pflanzen "Tagebuch" <ä>' }))
    await ended(id)
    const answer = await get(`/runs/${id}/download`)
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(text))).toBe(true)
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="Pflanzen-Tagebuch-a-design.md"; filename*=UTF-8''Pflanzen-Tagebuch-%C3%A4-design.md`,
    )
  })

  test.each([
    ['con', 'attachment; filename="con-design.md"'],
    ['🌱', 'attachment; filename="design.md"'],
    ['a\u202eb', 'attachment; filename="a-b-design.md"'],
    ['x'.repeat(120), `attachment; filename="${'x'.repeat(60)}-design.md"`],
  ])('%j has the file name %s', (name, header) => {
    expect(attachment(name)).toBe(header)
  })

  test('can be stopped by a form, and what was written is kept', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    app.model.next({ deltas: ['Half a', promise] })
    const id = idOf(await send('/runs', FORM))
    await until(async () => (await foldRun(app.parts.journal, id)).text === 'Half a')
    const answer = await send(`/runs/${id}/stop`, {})
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/runs/${id}`)
    resolve()
    const page = await (await get(`/runs/${id}`)).text()
    expect(page).toContain('Stopped. What was written is kept.')
    expect(page).toContain('Half a')
    // Pressed a second time, as by two tabs: that it has ended is what was wanted.
    expect((await send(`/runs/${id}/stop`, {})).status).toBe(303)
    expect((await send(`/runs/${id}/stop`, {}, { 'hx-request': 'true' })).status).toBe(204)
  })

  test('asks before it deletes, and works without JavaScript', async () => {
    app.model.next({ deltas: ['Text.\n'] })
    const id = idOf(await send('/runs', { ...FORM, projectName: 'To be deleted' }))
    await ended(id)
    expect(await (await get('/')).text()).toContain(`href="/runs/${id}/delete"`)
    const ask = await (await get(`/runs/${id}/delete`)).text()
    expect(ask).toContain('To be deleted')
    expect((await get(`/runs/${id}`)).status).toBe(200)
    expect((await send(`/runs/${id}/delete`, {})).headers.get('location')).toBe('/')
    expect((await get(`/runs/${id}`)).status).toBe(404)
    expect(await (await get('/')).text()).not.toContain('To be deleted')
    const again = await send(`/runs/${id}/delete`, {}, { 'hx-request': 'true' })
    expect(await again.text()).toStartWith('<section id="runs"')
  })

  test('escapes what was typed wherever it stands', async () => {
    app.model.next({ deltas: ['Text.\n'] })
    const name = `"><script>alert(1)</script>&lt;'`
    const id = idOf(await send('/runs', { ...FORM, projectName: name }))
    await ended(id)
    for (const path of ['/', `/runs/${id}`, `/runs/${id}/delete`]) {
      const page = await (await get(path)).text()
      expect(page).not.toContain('<script>alert')
      expect(page).toContain('&amp;lt;')
    }
  })

  test('says beside the state what did not work, when a part was asked for', async () => {
    const full = await startApp({ MAX_RUNS: '1', MAX_QUEUED: '0', AUTO_CONTINUE: '0' })
    full.model.next({ deltas: ['Half a'], end: 'cut' })
    const paused = (await full.post('/runs', BRIEF)).headers.get('location') ?? ''
    await until(() => full.parts.conductor.liveRuns === 0)
    const { promise, resolve } = Promise.withResolvers<void>()
    full.model.next({ deltas: ['One', promise] })
    await full.post('/runs', BRIEF)
    const part = { method: 'POST', headers: { 'hx-request': 'true', accept: 'text/html' } }
    const answer = await full.api(`${paused}/continue`, part)
    expect(answer.status).toBe(429)
    expect(await answer.text()).toStartWith('<hx-partial hx-target="#trouble"')
    const whole = await full.api(`${paused}/continue`, { method: 'POST', headers: { accept: 'text/html' } })
    expect(whole.status).toBe(429)
    expect(await whole.text()).toContain('<h1>')
    resolve()
    await full.stop()
  })

  test('of a failed run says why', async () => {
    app.model.next({ status: 401 })
    const id = idOf(await send('/runs', FORM))
    await ended(id)
    const page = await (await get(`/runs/${id}`)).text()
    expect(page).toMatch(/id="sentence" role="status"[^>]*>Failed\. [^<]+</)
    expect(page).toContain('Write another')
    expect(page).not.toContain('/download')
    expect(page).toContain('>Asked: scripted<')
    expect(page).not.toContain('Written by')
  })

  test('shows what was asked, whatever became of it, and leads back to the form with it', async () => {
    app.model.next({ status: 401 })
    const typed = {
      projectName: 'Käse & "Brot"',
      requirements: 'A long idea.\n\n<b>With</b> parts &amp; pieces.',
      languages: 'Go, SQL',
      frameworks: 'Echo',
      apis: 'Maps, Mail',
      model: 'scripted-large',
    }
    const id = idOf(await send('/runs', typed))
    await ended(id)
    const page = await (await get(`/runs/${id}`)).text()
    const asked = page.slice(page.indexOf('<details id="asked"'), page.indexOf('</details>'))
    for (const text of Object.values(typed)) expect(asked).toContain(`<dd>${Bun.escapeHTML(text)}</dd>`)
    expect(page).toContain(`href="/?from=${id}"`)
    const form = await (await get(`/?from=${id}`)).text()
    for (const name of ['projectName', 'languages', 'frameworks', 'apis', 'model'] as const)
      expect(form).toMatch(new RegExp(`name="${name}"[^>]*value="${Bun.escapeHTML(typed[name])}"`))
    expect(form).toContain(`>\n${Bun.escapeHTML(typed.requirements)}</textarea>`)
    // Another intent: sent as it is, it is a run of its own.
    expect(/name="intent" value="([^"]+)"/.exec(form)?.[1]).toMatch(/^[\w-]{22}$/)
  })

  test('that is being written does not offer to send it again', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    app.model.next({ deltas: ['So', promise] })
    const id = idOf(await send('/runs', FORM))
    const page = await (await get(`/runs/${id}`)).text()
    expect(page).toContain('What was asked')
    expect(page).not.toContain('/?from=')
    resolve()
    await ended(id)
  })
})

describe('signing in', () => {
  const login = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    app.fetch('/login', {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { ...SAME_ORIGIN, ...headers },
    })

  test('by password opens a session and goes where one wanted to go', async () => {
    const answer = await login({ password: 'open sesame', next: '/runs/x?y=1' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/runs/x?y=1')
    const [set = ''] = answer.headers.getSetCookie()
    expect(set).toMatch(/^devussy_session=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/)
    const headers = { cookie: set.split(';')[0] ?? '' }
    expect((await app.fetch('/', { headers })).status).toBe(200)
    const out = await app.fetch('/logout', { method: 'POST', headers: { ...headers, ...SAME_ORIGIN } })
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect((await app.fetch('/', { headers })).status).toBe(303)
  })

  test('with a wrong password is 403, with the field', async () => {
    const answer = await login({ password: 'open sesam', next: '/runs/x' })
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
    const page = await answer.text()
    expect(page).toContain('type="password"')
    expect(page).toContain('name="next" value="/runs/x"')
    expect(page).not.toContain('open sesam')
  })

  test('from a page of another site is refused', async () => {
    expect((await login({ password: 'open sesame' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  const elsewhere = [
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '\\\\evil',
    'javascript:alert(1)',
    '/a\r\nX: y',
    '',
  ]
  test.each(elsewhere)('never leads to another site (%j)', async (next) => {
    const answer = await login({ password: 'open sesame', next })
    expect(answer.headers.get('location')).toBe('/')
  })

  const noPages = [
    '/logout',
    '/login',
    '/login?next=/',
    '/login/code',
    '/models-list',
    '/models-test',
    '/runs/00000000000000000000000000/view',
    '/runs/00000000000000000000000000/stop',
    '/x/../logout',
  ]
  test.each(noPages)('never leads to what is no page (%s)', async (next) => {
    const answer = await login({ password: 'open sesame', next })
    expect(answer.headers.get('location')).toBe('/')
  })

  test('by the printed link works once, and not by merely looking', async () => {
    const code = await app.parts.sessions.makeLink()
    const head = await app.fetch(`/login/${code}`, { method: 'HEAD' })
    expect(head.headers.getSetCookie()).toEqual([])
    const first = await app.fetch(`/login/${code}`)
    expect(first.status).toBe(303)
    expect(first.headers.getSetCookie()[0]).toContain('devussy_session=')
    const second = await app.fetch(`/login/${code}`, { headers: { accept: 'text/html' } })
    expect(second.status).toBe(403)
    expect(await second.text()).toContain('used before')
  })

  test('behind TLS marks the cookie Secure', async () => {
    const secure = await startApp({ UI_PASSWORD: 'x', PUBLIC_URL: 'https://example.org' })
    const answer = await secure.fetch('/login', {
      method: 'POST',
      body: new URLSearchParams({ password: 'x' }),
      headers: SAME_ORIGIN,
    })
    expect(answer.headers.getSetCookie()[0]).toEndWith('; Secure')
    await secure.stop()
  })

  test('without a password says where the link is', async () => {
    const bare = await startApp()
    const page = await (await bare.fetch('/login')).text()
    expect(page).toContain('one-time link')
    expect(page).not.toContain('type="password"')
    expect(
      (await bare.fetch('/login', { method: 'POST', body: new URLSearchParams({ password: '' }) })).status,
    ).toBe(403)
    await bare.stop()
  })
})

test('an empty list says what to do, and the demo says that it is one', async () => {
  const demo = await startApp({ PROVIDER: 'demo' })
  const page = await (await demo.api('/')).text()
  expect(page).toContain('None yet.')
  expect(page).toContain('This is the demo')
  expect(await (await get('/')).text()).not.toContain('This is the demo')
  await demo.stop()
})

test('a form that names its fields as JSON does is understood', async () => {
  const answer = await app.post('/runs', BRIEF)
  expect(answer.status).toBe(303)
})
