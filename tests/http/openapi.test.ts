import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createApp } from '../../src/app.ts'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

interface Document {
  openapi: string
  paths: Record<string, Record<string, { responses: object }>>
  components: { schemas: Record<string, object> }
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

describe('the description of the API', () => {
  test('has every route of the API, and none that is not there', async () => {
    const document = (await (await app.fetch('/api/openapi.json')).json()) as Document
    expect(document.openapi).toStartWith('3.1')
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => METHODS.includes(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    )
    const { routes } = await createApp(app.parts)
    const real = routes
      .filter(({ path }) => path.startsWith('/api/') && path !== '/api/openapi.json')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(described.sort()).toEqual(real.sort())
  })

  test('names only schemas that it holds', async () => {
    const text = await (await app.fetch('/api/openapi.json')).text()
    const { components } = JSON.parse(text) as Document
    const named = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name)
    expect(named.length).toBeGreaterThan(10)
    for (const name of named) expect(Object.keys(components.schemas)).toContain(name ?? '')
  })

  test('is a page for people as well', async () => {
    const page = await app.fetch('/api', { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toStartWith('text/html')
    const html = await page.text()
    for (const words of ['/api/design/stream', 'Last-Event-ID', 'interrupted', 'projectName'])
      expect(html).toContain(words)
  })
})

describe('a client that wants pages', () => {
  test.each([
    '/livez',
    '/api/openapi.json',
    '/api/runs',
    '/api/models',
    '/api/nothing',
    '/health',
    '/nothing',
    '/api/runs/unknown/events',
  ])('never gets JSON (%s)', async (path) => {
    const response = await app.api(path, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    })
    if (response.status === 303) return
    expect(response.headers.get('content-type')).toStartWith('text/html')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).toStartWith('<!doctype html>')
  })

  test('a client that asks for JSON never gets a page', async () => {
    for (const accept of ['application/json', '*/*', 'application/json, text/html', 'text/html;q=0, */*', ''])
      expect((await app.api('/api/runs', { headers: { accept } })).headers.get('content-type')).toBe(
        'application/json',
      )
  })
})
