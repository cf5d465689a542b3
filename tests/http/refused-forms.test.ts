import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
let cookie: string
beforeAll(async () => {
  app = await startApp({ PROVIDER: 'demo' })
  cookie = `devussy_session=${await app.parts.sessions.open()}`
})
afterAll(() => app.stop())

async function send(path: string, fields: Record<string, string>): Promise<{ status: number; page: string }> {
  const answer = await app.fetch(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' },
  })
  return { status: answer.status, page: await answer.text() }
}

/** What the page's own part says at once. */
const alerts = (page: string): string[] =>
  [...page.slice(page.indexOf('<main')).matchAll(/role="alert"[^>]*>(.*?)<\/(?:div|p)>/gs)].map(
    ([, inner = '']) => inner.replace(/<[^>]+>/g, '').trim(),
  )

test('a name that is too long is not taken, says so in a sentence, and is still in its field', async () => {
  const { id } = await app.parts.workshop.create('Plant diary', 'People log when they water a plant.', {
    languages: [],
    frameworks: [],
    apis: [],
  })
  const name = 'n'.repeat(121)
  const { status, page } = await send(`/projects/${id}/rename`, { name })
  expect(status).toBe(422)
  expect(alerts(page)).toEqual([expect.stringMatching(/^Name is longer than 120 characters/)])
  expect(page).toContain(`value="${name}"`)
  expect(app.parts.projects.get(id).name).toBe('Plant diary')
})

test('a design that is not there is told of once beside its field, and above in general', async () => {
  const { status, page } = await send('/projects/import-design', { text: ' ', name: 'Plant diary' })
  expect(status).toBe(422)
  expect(alerts(page)).toEqual(['Nothing was made yet: please look at the marked fields.'])
  expect(page).toContain('Or the text itself is empty')
  expect(page).toContain('value="Plant diary"')
})
