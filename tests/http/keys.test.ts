import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ STREAMING_PROXY_KEY: 'first-key, second-key' })
})
afterAll(() => app.stop())

/** Everything that is not meant for everybody. */
const CLOSED: [string, string][] = [
  ['POST', '/api/design/stream'],
  ['POST', '/api/design'],
  ['GET', '/api/runs'],
  ['GET', '/api/runs/00000000000000000000000000'],
  ['DELETE', '/api/runs/00000000000000000000000000'],
  ['GET', '/api/runs/00000000000000000000000000/events'],
  ['POST', '/api/runs/00000000000000000000000000/stop'],
  ['POST', '/api/runs/00000000000000000000000000/continue'],
  ['GET', '/api/models'],
  ['POST', '/api/models/test'],
]

describe('keys', () => {
  test.each(CLOSED)('%s %s without a key is 401, with a wrong one 403', async (method, path) => {
    const without = await app.fetch(path, { method })
    expect(without.status).toBe(401)
    expect(without.headers.get('content-type')).toBe('application/problem+json')
    expect(await without.json()).toMatchObject({
      status: 401,
      code: 'key_missing',
      requestId: expect.any(String),
    })
    for (const key of ['wrong', 'first-key,second-key', 'first-ke', 'FIRST-KEY', 'x'.repeat(5000)]) {
      const wrong = await app.fetch(path, { method, headers: { 'x-streaming-proxy-key': key } })
      expect(wrong.status).toBe(403)
      expect(await wrong.json()).toMatchObject({ code: 'key_wrong' })
    }
  })

  test('each of two keys is good, in either header', async () => {
    for (const key of ['first-key', 'second-key']) {
      expect((await app.fetch('/api/runs', { headers: { 'x-streaming-proxy-key': key } })).status).toBe(200)
      expect((await app.fetch('/api/runs', { headers: { authorization: `Bearer ${key}` } })).status).toBe(200)
    }
    expect((await app.fetch('/api/runs', { headers: { authorization: 'Bearer nope' } })).status).toBe(403)
    expect((await app.fetch('/api/runs', { headers: { authorization: 'Basic first-key' } })).status).toBe(401)
  })

  test('a wrong key is not mended by a session', async () => {
    const token = await app.parts.sessions.open()
    const cookie = { cookie: `a=b; devussy_session=${token}` }
    expect((await app.fetch('/api/runs', { headers: cookie })).status).toBe(200)
    expect(
      (await app.fetch('/api/runs', { headers: { ...cookie, 'x-streaming-proxy-key': 'no' } })).status,
    ).toBe(403)
  })

  test('where no key is set one was made, and nothing is open', async () => {
    const bare = await startApp({ STREAMING_PROXY_KEY: '', HOST: '0.0.0.0' })
    try {
      const path = `${bare.parts.settings.DATA_DIR}/secrets/streaming_proxy_key`
      expect(existsSync(path)).toBe(true)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      const made = readFileSync(path, 'utf8').trim()
      expect(made).toMatch(/^[\w-]{43}$/)
      expect((await bare.fetch('/api/runs')).status).toBe(401)
      expect((await bare.fetch('/api/runs', { headers: { 'x-streaming-proxy-key': '' } })).status).toBe(401)
      expect(
        (await bare.fetch('/api/runs', { headers: { 'x-streaming-proxy-key': 'undefined' } })).status,
      ).toBe(403)
      expect((await bare.fetch('/api/runs', { headers: { 'x-streaming-proxy-key': made } })).status).toBe(200)
      expect(bare.log.join('')).toContain(path)
      expect(bare.log.join('')).not.toContain(made)
    } finally {
      await bare.stop()
    }
  })
})

describe('a session counts as a key for requests of the same origin alone', () => {
  const post = async (headers: Record<string, string>) => {
    const token = await app.parts.sessions.open()
    return app.fetch('/api/design/stream', {
      method: 'POST',
      body: JSON.stringify(BRIEF),
      headers: { 'content-type': 'application/json', cookie: `devussy_session=${token}`, ...headers },
    })
  }

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost.evil.example' }],
    [{ origin: 'http://localhost:81' }],
  ])('%j is refused', async (headers) => {
    const response = await post(headers)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'cross_site' })
  })

  test.each([[{ 'sec-fetch-site': 'same-origin' }], [{ origin: 'http://localhost' }]])(
    '%j is taken',
    async (headers) => {
      const response = await post(headers)
      expect(response.status).toBe(200)
      await response.text()
    },
  )
})
