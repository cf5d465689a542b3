import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { createApp } from '../../src/app.ts'
import { BRIEF, KEY, startApp, type TestApp } from '../support/app.ts'

/** What the parts underneath get wrong by themselves; an upgrade that changes one of them shows here. */
let app: TestApp
beforeAll(async () => {
  app = await startApp({ HEARTBEAT: '60s' })
})
afterAll(() => app.stop())

describe('static files (@elysiajs/static: an ETag without quotes, 24 h, 404 without a socket)', () => {
  const paths = () =>
    readdirSync(app.parts.assets.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(app.parts.assets.folder.length))

  test('are there with and without a socket, to be kept for ever, without that ETag', async () => {
    expect(paths().length).toBeGreaterThan(4)
    for (const path of paths()) {
      const address = `${app.parts.assets.base}${path}`
      for (const answer of [await app.fetch(address), await fetch(`${app.listen()}${address}`)]) {
        expect(answer.status).toBe(200)
        expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
        expect(answer.headers.get('etag')).toBeNull()
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
        const file = Bun.file(`${app.parts.assets.folder}${path}`)
        // Our own scripts go out without what only people read.
        const own = app.parts.assets.scripts.get(path.slice(1))
        expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(own ?? (await file.bytes())))
      }
    }
  })

  test('have types that a browser takes under nosniff', async () => {
    const type = async (name: string) =>
      (await app.fetch(`${app.parts.assets.base}/${name}`)).headers.get('content-type') ?? ''
    expect(await type('styles.css')).toStartWith('text/css')
    expect(await type('reader.js')).toMatch(/^text\/javascript/)
    expect(await type('icon.svg')).toStartWith('image/svg+xml')
  })

  test.each([
    '/',
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/vendor',
    '/nothing.js',
  ])('no other file can be had (%s)', async (path) => {
    // fetch would tidy the path up before it asks.
    const address = `${app.listen()}${app.parts.assets.base}${path}`
    const curl = Bun.spawn(['curl', '-s', '--path-as-is', '-o', '/dev/null', '-w', '%{http_code}', address])
    expect(await new Response(curl.stdout).text()).toBe('404')
  })
})

test("Elysia's listen cuts a quiet connection: a stream is not, however long its model is silent", async () => {
  // Bun looks at idle connections every 4 s or so: the shortest time-out that it keeps.
  const own = await createApp(app.parts)
  own.listen({ hostname: '127.0.0.1', port: 0, idleTimeout: 1 })
  try {
    const gate = Promise.withResolvers<void>()
    app.model.next({ deltas: [gate.promise, 'after the silence'] })
    const response = await fetch(`http://127.0.0.1:${own.server?.port}/api/design/stream`, {
      method: 'POST',
      body: JSON.stringify(BRIEF),
      headers: { 'content-type': 'application/json', 'x-streaming-proxy-key': KEY },
    })
    const silence = setTimeout(() => gate.resolve(), 9000)
    expect(await response.text()).toContain('after the silence')
    clearTimeout(silence)
  } finally {
    await own.server?.stop(true)
  }
}, 20_000)

test('Elysia eats a body that it parses: ours is read by us alone, up to what is broken in it', async () => {
  const response = await app.api('/api/design', {
    method: 'POST',
    body: '{"projectName": "a",',
    headers: { 'content-type': 'application/json' },
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'body_not_json' })
})
