import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'

const PAGE = { accept: 'text/html', 'sec-fetch-site': 'same-origin' }
const IDEA = '\n<b>Plants</b> & "water" &lt; </textarea>\r\n\r\nEvery day.'
const FORM = {
  projectName: 'Plant "diary"',
  requirements: IDEA,
  languages: 'Go',
  intent: 'an-intent-to-keep',
}

let app: TestApp
beforeAll(async () => {
  app = await startApp({ UI_PASSWORD: 'open sesame' })
})
afterAll(() => app.stop())

const send = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  app.fetch(path, { method: 'POST', body, headers: { ...PAGE, ...headers } })

/** The fields of a page's form, as a browser would send them, and where to. */
async function formOf(answer: Response, action: string): Promise<URLSearchParams> {
  const fields = new URLSearchParams()
  let inside = false
  let name: string | undefined
  let text = ''
  const plain = (part: string) =>
    part.replace(/&(lt|gt|quot|#39|#x27|amp);/g, (_, it: string) =>
      it === 'lt' ? '<' : it === 'gt' ? '>' : it === 'quot' ? '"' : it === 'amp' ? '&' : "'",
    )
  const rewriter = new HTMLRewriter()
    .on('form', {
      element(form) {
        inside = plain(form.getAttribute('action') ?? '') === action
        form.onEndTag(() => {
          inside = false
        })
      },
    })
    .on('form input', {
      element(input) {
        if (inside)
          fields.append(plain(input.getAttribute('name') ?? ''), plain(input.getAttribute('value') ?? ''))
      },
    })
    .on('form textarea', {
      element(area) {
        if (!inside) return
        name = plain(area.getAttribute('name') ?? '')
        text = ''
        area.onEndTag(() => {
          // A browser drops the first line end, and sends each as CR LF.
          if (name !== undefined) fields.append(name, plain(text).replace(/^\n/, '').replace(/\n/g, '\r\n'))
          name = undefined
        })
      },
      text(piece) {
        if (name !== undefined) text += piece.text
      },
    })
  await rewriter.transform(answer).text()
  return fields
}

const cookieOf = (answer: Response) => (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''

describe('a form whose session has ended', () => {
  test('is kept by the sign-in, over a wrong password too, and goes on with one button', async () => {
    app.model.next({ deltas: ['Text.\n'] })
    const runs = app.parts.runs.newest(100).length
    const refused = await send('/runs', new URLSearchParams(FORM), { referer: 'http://localhost/?example=1' })
    expect(refused.status).toBe(401)
    const sign = await formOf(refused, '/login')
    expect(sign.get('next')).toBe('/?example=1')
    sign.set('password', 'open sesam')
    const again = await send('/login', sign)
    expect(again.status).toBe(403)
    const second = await formOf(again, '/login')
    second.set('password', 'open sesame')
    const inside = await send('/login', second)
    expect(inside.status).toBe(200)
    expect(inside.headers.get('cache-control')).toBe('no-store')
    const cookie = cookieOf(inside)
    expect(cookie).toStartWith('devussy_session=')
    // Nothing is sent by itself.
    expect(app.parts.runs.newest(100)).toHaveLength(runs)
    const sent = await send('/runs', await formOf(inside, '/runs'), { cookie })
    expect(sent.status).toBe(303)
    const id = (sent.headers.get('location') ?? '').replace('/runs/', '')
    const { input } = await app.parts.journal.order(id)
    expect(input).toMatchObject({
      projectName: FORM.projectName,
      requirements: IDEA.replaceAll('\r\n', '\n').trim(),
      languages: ['Go'],
    })
  })

  test('keeps fields that come more than once, empty ones, and says what it cannot keep', async () => {
    const form = new FormData()
    for (const value of ['F-1', '', 'F-3']) form.append('findings', value)
    form.append('text', '\n\n# To the byte\n ')
    form.append('file', new File(['x'], 'brief.md'))
    const refused = await send('/projects/00000000000000000000000000/corrections?x=1', form)
    const sign = await formOf(refused.clone() as Response, '/login')
    sign.set('password', 'open sesame')
    const inside = await send('/login', sign)
    expect(await inside.clone().text()).toContain('The file that you had chosen cannot be kept')
    const fields = await formOf(inside, '/projects/00000000000000000000000000/corrections?x=1')
    expect(fields.getAll('findings')).toEqual(['F-1', '', 'F-3'])
    expect(fields.get('text')).toBe('\r\n\r\n# To the byte\r\n ')
  })

  test('of another site, or one that is too long, is not kept', async () => {
    const long = new URLSearchParams({ ...FORM, requirements: 'é'.repeat(129 * 1024) })
    const cases: [BodyInit, Record<string, string>][] = [
      [new URLSearchParams(FORM), { 'sec-fetch-site': 'cross-site' }],
      [new URLSearchParams(FORM), { 'sec-fetch-site': 'same-site' }],
      [long, {}],
      ['{"requirements": "x"}', { 'content-type': 'application/json' }],
      ['x', { 'content-type': 'multipart/form-data; boundary=y' }],
    ]
    for (const [body, headers] of cases) {
      const answer = await send('/runs', body, headers)
      expect(answer.status).toBe(401)
      const page = await answer.text()
      expect(page).not.toContain('held-')
      expect(page).toContain('what you typed is still there')
    }
    // Room for the longest document that may be edited, whatever its letters.
    const most = new URLSearchParams({ text: '漢'.repeat(64 * 1024) })
    const page = await send('/projects/00000000000000000000000000/documents/design', most)
    expect(await page.text()).toContain('name="held-value"')
  })

  const elsewhere = [
    '//evil.example/x',
    'https://evil.example/',
    '/.//evil.example',
    '/logout',
    '/login',
    '/x/../api/design',
    'javascript:alert(1)',
    '',
  ]
  test.each(elsewhere)('is never sent on to %j', async (to) => {
    const answer = await send(
      '/login',
      new URLSearchParams({ password: 'open sesame', 'held-to': to, 'held-name': 'a', 'held-value': 'b' }),
    )
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/')
  })

  test('escapes what was typed, wherever it is carried', async () => {
    const hostile = `"'><script>alert(1)</script></textarea><b class=hostile>`
    const refused = await send('/runs', new URLSearchParams({ [hostile]: hostile }))
    const page = await refused.clone().text()
    expect(page).not.toMatch(/<script>|<b class=hostile>/)
    const sign = await formOf(refused, '/login')
    sign.set('password', 'open sesame')
    const inside = await send('/login', sign)
    expect(await inside.clone().text()).not.toMatch(/<script>|<b class=hostile>/)
    expect((await formOf(inside, '/runs')).get(hostile)).toBe(hostile)
  })

  test('that htmx has sent leaves the page as it is, and says how to go on', async () => {
    const part = await send('/models-test', new URLSearchParams(FORM), {
      'hx-request': 'true',
      'hx-current-url': 'http://localhost/?example=1',
    })
    expect(part.status).toBe(401)
    expect(part.headers.get('hx-redirect')).toBeNull()
    const said = await part.text()
    expect(said).toStartWith('<hx-partial hx-target="#told"')
    expect(said).toContain(`href="/login?next=${encodeURIComponent('/?example=1')}" target="_blank"`)
    expect(await (await app.fetch('/login')).text()).toContain('id="told"')
  })
})

test('where one signs in by the printed link, the page with the form waits for it', async () => {
  const bare = await startApp()
  const ask = (headers: Record<string, string>, body: URLSearchParams) =>
    bare.fetch('/runs', { method: 'POST', body, headers: { ...PAGE, ...headers } })
  const refused = await ask({}, new URLSearchParams(FORM))
  expect(refused.status).toBe(401)
  const page = await refused.clone().text()
  expect(page).toContain('one-time link')
  const code = await bare.parts.sessions.makeLink()
  const cookie = cookieOf(await bare.fetch(`/login/${code}`))
  bare.model.next({ deltas: ['Text.\n'] })
  const sent = await ask({ cookie }, await formOf(refused, '/runs'))
  expect(sent.headers.get('location')).toMatch(/^\/runs\/[0-9a-v]{26}$/)
  await bare.stop()
})
