import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openAssets } from '../../src/assets.ts'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

/** The scripts of our own that a page asks for. */
async function ownScripts(): Promise<string[]> {
  const page = await (await app.api('/')).text()
  const paths = [...page.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, path = '']) => path)
  return paths.filter((path) => !path.includes('/vendor/'))
}

test('the scripts of our own are no larger than 3 KiB together, as they are served', async () => {
  const paths = await ownScripts()
  expect(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)).sort()).toEqual(['feed.js', 'reader.js'])
  let bytes = 0
  for (const path of paths) {
    const answer = await app.fetch(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('cache-control')).toContain('immutable')
    const { byteLength } = await answer.arrayBuffer()
    expect(byteLength).toBeGreaterThan(500)
    bytes += byteLength
  }
  expect(bytes).toBeLessThanOrEqual(3072)
  // There are no others.
  const names = [...new Bun.Glob('*.js').scanSync(`${import.meta.dir}/../../public`)]
  expect(names.sort()).toEqual(['feed.js', 'reader.js'])
})

test('a page of this version that a later one has to answer finds the same scripts there', async () => {
  const { assets, keptAssets } = app.parts
  keptAssets.keep(assets, 'own')
  for (const path of await ownScripts()) {
    const [, , hash = '', name = ''] = path.split('/')
    const kept = await Bun.file(keptAssets.find(hash, name) ?? '').text()
    expect(kept).toBe(await (await app.fetch(path)).text())
  }
})

test('the address of the files changes with what is served, not with a comment of a script', async () => {
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs')
  const folder = mkdtempSync('/tmp/devussy-public-')
  const baseOf = (script: string, style = 'a') => {
    writeFileSync(`${folder}/own.js`, script)
    writeFileSync(`${folder}/own.css`, style)
    return openAssets(folder).base
  }
  const first = baseOf('export const one = 1')
  expect(baseOf('// Why\nexport const one = 1\n')).toBe(first)
  expect(baseOf('export const one = 2')).not.toBe(first)
  expect(baseOf('export const one = 1', 'b')).not.toBe(first)
  rmSync(folder, { recursive: true })
})
