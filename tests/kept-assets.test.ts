import { afterEach, beforeEach, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeptAssets } from '../src/kept-assets.ts'
import { startApp } from './support/app.ts'

const DAY = 86_400_000
let folder: string
let now = 1_700_000_000_000

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-assets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const hash = (version: number) => version.toString(16).padStart(16, '0')

/** The static files of a version. */
function release(version: number) {
  const source = `${folder}/image-${version}`
  mkdirSync(`${source}/vendor`, { recursive: true })
  writeFileSync(`${source}/app.css`, `a { order: ${version} }`)
  writeFileSync(`${source}/vendor/htmx.min.js`, `// ${version}`)
  return {
    folder: source,
    base: `/assets/${hash(version)}`,
    scripts: new Map([['own.js', `own(${version})`]]),
  }
}

const open = () => new KeptAssets(`${folder}/data/assets`, () => now)

test('a page of the old version finds its style sheet at the new one, and the other way round', async () => {
  const app = await startApp()
  try {
    app.parts.keptAssets.keep(release(1), 'other')
    for (const [name, type, text] of [
      ['app.css', 'text/css', 'a { order: 1 }'],
      ['vendor/htmx.min.js', 'text/javascript', '// 1'],
      ['own.js', 'text/javascript', 'own(1)'],
    ] as const) {
      const answer = await app.fetch(`/assets/${hash(1)}/${name}`)
      expect([answer.status, await answer.text()]).toEqual([200, text])
      expect(answer.headers.get('content-type')).toStartWith(type)
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect((await app.fetch(`/assets/${hash(1)}/${name}`, { method: 'HEAD' })).status).toBe(200)
    }
    const own = `${app.parts.assets.base}/vendor/htmx.min.js`
    expect((await app.fetch(own)).status).toBe(200)
    app.parts.keptAssets.keep(app.parts.assets, 'own')
    expect(existsSync(`${app.parts.settings.DATA_DIR}${own}`)).toBe(true)
  } finally {
    await app.stop()
  }
})

test('nothing else of the data directory can be had by that address', async () => {
  const app = await startApp()
  try {
    const { keptAssets, settings } = app.parts
    keptAssets.keep(release(1), 'other')
    const kept = `${settings.DATA_DIR}/assets/${hash(1)}`
    writeFileSync(`${settings.DATA_DIR}/assets/secret`, 'secret')
    symlinkSync(`${settings.DATA_DIR}/assets/secret`, `${kept}/link`)
    symlinkSync(settings.DATA_DIR, `${kept}/folder`)
    const paths = [
      `${hash(1)}/../secret`,
      `${hash(1)}/%2e%2e/secret`,
      `${hash(1)}/..%2fsecret`,
      `${hash(1)}/vendor%2fhtmx.min.js/`,
      `${hash(1)}//app.css`,
      `${hash(1)}/link`,
      `${hash(1)}/folder/devussy.sqlite`,
      `${hash(1)}/vendor`,
      `${hash(1)}/.app.css`,
      `${hash(1)}/`,
      `${hash(2)}/app.css`,
      `../secrets/smoke_key`,
      `..%2fsecrets%2fsmoke_key`,
      `%2e%2e/devussy.sqlite`,
      `secret/x`,
    ]
    for (const path of paths) {
      const answer = await app.fetch(`/assets/${path}`)
      expect([path, answer.status]).toEqual([path, 404])
    }
    expect((await app.fetch(`/assets/${hash(1)}/app.css`, { method: 'POST' })).status).toBe(404)
  } finally {
    await app.stop()
  }
})

test('whoever copies them, they are there whole or not at all, and two that start at once do not disturb each other', () => {
  const kept = open()
  const version = release(1)
  kept.keep(version, 'one')
  kept.keep(version, 'two')
  expect(readdirSync(`${folder}/data/assets`)).toEqual([hash(1)])
  const broken = { ...version, folder: `${folder}/not-there`, base: `/assets/${hash(2)}` }
  expect(() => kept.keep(broken, 'one')).toThrow()
  expect(readdirSync(`${folder}/data/assets`)).toEqual([hash(1)])
})

test('a disk that takes no copy does not keep the server from starting', async () => {
  writeFileSync(`${folder}/assets`, 'in the way')
  const app = await startApp({ DATA_DIR: folder })
  try {
    expect(() => app.parts.keptAssets.keep(app.parts.assets, 'own')).toThrow()
    expect((await app.fetch(`${app.parts.assets.base}/vendor/htmx.min.js`)).status).toBe(200)
    expect(() => app.parts.keptAssets.tidy(app.parts.assets.base)).not.toThrow()
  } finally {
    await app.stop()
  }
})

test('old ones go after 30 days; the newest three always stay, and so does what was started again', () => {
  const kept = open()
  for (let version = 1; version <= 6; version += 1) {
    kept.keep(release(version), 'own')
    const at = new Date(now - (40 - version) * DAY)
    utimesSync(`${folder}/data/assets/${hash(version)}`, at, at)
  }
  kept.keep(release(1), 'own')
  kept.tidy(`/assets/${hash(6)}`)
  expect(readdirSync(`${folder}/data/assets`).sort()).toEqual([1, 5, 6].map(hash))
  now += 100 * DAY
  kept.tidy(`/assets/${hash(6)}`)
  expect(readdirSync(`${folder}/data/assets`)).toHaveLength(3)
  kept.keep(release(7), 'own')
  kept.keep(release(8), 'own')
  kept.keep(release(9), 'own')
  kept.tidy(`/assets/${hash(6)}`)
  expect(readdirSync(`${folder}/data/assets`).sort()).toEqual([6, 7, 8, 9].map(hash))
  expect(readFileSync(kept.find(hash(6), 'app.css') ?? '', 'utf8')).toContain('6')
})
