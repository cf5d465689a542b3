import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'

const FRONT = 'https://front.example'
let app: TestApp
let bare: TestApp
beforeAll(async () => {
  app = await startApp({ ALLOWED_ORIGINS: `${FRONT}, http://localhost:5173` })
  bare = await startApp()
})
afterAll(() => Promise.all([app.stop(), bare.stop()]))

const preflight = (on: TestApp, origin: string) =>
  on.fetch('/api/design/stream', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-streaming-proxy-key',
    },
  })

describe('a front end on another host', () => {
  test('that is allowed gets leave, without a key', async () => {
    const response = await preflight(app, FRONT)
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(FRONT)
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(
      'x-streaming-proxy-key',
    )
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('last-event-id')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('can read streams and errors', async () => {
    app.model.next({ deltas: ['a'] })
    const stream = await app.post('/api/design/stream', BRIEF, { origin: FRONT })
    expect(stream.headers.get('access-control-allow-origin')).toBe(FRONT)
    expect(stream.headers.get('vary')).toContain('Origin')
    await stream.text()
    const refused = await app.fetch('/api/runs', { headers: { origin: FRONT } })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('access-control-allow-origin')).toBe(FRONT)
  })

  test.each(['https://other.example', 'https://front.example.evil.example', 'null', 'http://front.example'])(
    'that is not allowed (%s) gets none',
    async (origin) => {
      for (const on of [app, bare]) {
        expect((await preflight(on, origin)).headers.get('access-control-allow-origin')).toBeNull()
        const read = await on.fetch('/api/runs', { headers: { origin } })
        expect(read.headers.get('access-control-allow-origin')).toBeNull()
      }
    },
  )

  test('is allowed by nobody unless the operator says so', async () => {
    expect((await preflight(bare, FRONT)).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('has no leave outside of the API', async () => {
    const page = await app.fetch('/login', { headers: { origin: FRONT } })
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
  })
})
