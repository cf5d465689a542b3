import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

describe('health', () => {
  test('/livez says that the process answers', async () => {
    const response = await app.fetch('/livez')
    expect([response.status, await response.json()]).toEqual([200, { live: true }])
  })

  test('/readyz names each part', async () => {
    const response = await app.fetch('/readyz')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ ready: true, journal: 'ok', disk: 'ok', draining: 'no' })
  })

  test('/health tells a person, and nothing that is not for everybody', async () => {
    const response = await app.fetch('/health')
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({
      status: 'well',
      version: '0.0.0-test',
      provider: 'openai',
      colour: 'none',
      state: 'live',
      liveRuns: 0,
      readers: 0,
    })
    expect(text).not.toContain(app.parts.settings.DATA_DIR)
    expect(text).not.toContain(app.model.url)
  })

  test('none of them is kept by a cache, and HEAD works', async () => {
    for (const path of ['/livez', '/readyz', '/health']) {
      expect((await app.fetch(path)).headers.get('cache-control')).toBe('no-store')
      expect((await app.fetch(path, { method: 'HEAD' })).status).toBe(200)
    }
  })
})
