import { afterAll, beforeAll, expect, test } from 'bun:test'
import { KEY_WORDS, keysIn } from '../../views/keys.tsx'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const page = async (cookie = '') => (await app.api('/', { headers: { accept: 'text/html', cookie } })).text()

test('each page lists the keys that it has, and what they do', async () => {
  const html = await page()
  const list = html.slice(html.indexOf('id="keys"'))
  const listed = [...list.matchAll(/<kbd>([^<]+)<\/kbd><\/dt><dd>([^<]+)/g)].map(([, key, words]) => [
    key,
    words,
  ])
  expect(listed[0]).toEqual(['?', KEY_WORDS['?'] ?? ''])
  expect(listed.at(-1)?.[0]).toBe('Esc')
  expect(
    listed
      .slice(0, -1)
      .map(([key]) => key)
      .sort(),
  ).toEqual(keysIn(html).sort())
})

test('every key of every page has words', async () => {
  const root = `${import.meta.dir}/../../views`
  const without: string[] = []
  for (const name of new Bun.Glob('*.tsx').scanSync(root)) {
    const source = await Bun.file(`${root}/${name}`).text()
    for (const [, key = ''] of source.matchAll(/\sdata-key="(.)"/g))
      if (KEY_WORDS[key] === undefined) without.push(`${name}: ${key}`)
  }
  expect(without).toEqual([])
  expect(Object.keys(KEY_WORDS).every((key) => key.length === 1)).toBe(true)
})

test('keys can be switched off in a browser, and on again, from any page', async () => {
  const choose = (keys: string, headers: Record<string, string> = {}) =>
    app.fetch('/keys', {
      method: 'POST',
      body: new URLSearchParams({ keys }),
      headers: {
        'sec-fetch-site': 'same-origin',
        referer: 'http://localhost/projects?archived=1',
        ...headers,
      },
    })
  const off = await choose('off')
  expect(off.status).toBe(303)
  expect(off.headers.get('location')).toBe('/projects?archived=1')
  const cookie = (off.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const silent = await page(cookie)
  expect(silent).toMatch(/<html[^>]* data-keys="off"/)
  expect(silent).toContain('Switch them on')
  expect(await page()).not.toContain('data-keys=')
  expect((await choose('on')).headers.get('set-cookie')).toContain('Max-Age=0')
  expect((await choose('off', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await choose('off', { referer: 'https://evil.example//x' })).headers.get('location')).toBe('/')
})
