import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { BrowserContext, Page } from 'playwright-core'
import { Blocks } from '../../src/markdown/blocks.ts'
import { pack, unpack } from '../../src/projects/zip.ts'
import { vectors } from '../markdown/vectors.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'
import { type Sighting, strangersIn, watchAll } from '../support/canary.ts'
import { grow, sideBySide, startLive } from '../support/live-document.ts'
import { answerOf, DESIGN, PLAN } from '../support/planned-project.ts'
import { pick, printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'

const seed = printedSeed('browser/hostile')
/** Vectors in one document. */
const TOGETHER = 36

interface Watched {
  browser: TestBrowser
  context: BrowserContext
  sightings: Sighting[]
}

let app: TestApp
let base: string
/** One browser that keeps the pages' security policy, and one that does not know it: there the renderer alone has to hold. */
let guarded: Watched
let bare: Watched
beforeAll(async () => {
  app = await startApp()
  const open = async (bypassCSP: boolean): Promise<Watched> => {
    const browser = await openBrowser({ bypassCSP })
    base = await signIn(browser, app)
    return { browser, context: browser.context, sightings: await watchAll(browser.context, base) }
  }
  guarded = await open(false)
  bare = await open(true)
}, 60_000)
afterAll(async () => {
  await guarded?.browser.close()
  await bare?.browser.close()
  await app.stop()
})

test('the detector sees a script, a request, a request of htmx and a strange element, and that the policy stops a script', async () => {
  const html = (path: string) => `<!doctype html><title>x</title>
<script src="${path}/vendor/htmx.min.js"></script>
<div hx-get="/x" hx-trigger="load">x</div><img src="https://evil.example/x.png">
<img src="data:,x" onerror="alert(1)"><script>alert(2)</script><a href="javascript:alert(3)">x</a>`
  const policy = (await app.fetch('/login')).headers.get('content-security-policy') ?? ''
  for (const { context, sightings } of [bare, guarded]) {
    const page = await context.newPage()
    await page.route('**/detector', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': policy },
        body: html(app.parts.assets.base),
      }),
    )
    await page.goto(`${base}/detector`, { waitUntil: 'load' })
    const kinds = () => new Set(sightings.map((it) => it.split(' ')[0]))
    await until(() => kinds().size >= (context === bare.context ? 3 : 2))
    if (context === bare.context) {
      expect([...kinds()].sort()).toEqual(['htmx:', 'request:', 'script:'])
      expect(sightings).toContain('script: alert')
    } else expect(sightings.join('\n')).toMatch(/script: (?:script-src|img-src)/)
    const strange = (await strangersIn(page)).join('\n')
    for (const what of ['<img', 'onerror=', '<script>', 'javascript:alert(3)'])
      expect(strange).toContain(what)
    await page.close()
    sightings.splice(0)
  }
}, 60_000)

/** The vector as a part of a document that leaves nothing open for the next one to be swallowed by. */
function closed(vector: string): string {
  for (const end of ['', '\n```', '\n~~~', '\n````']) {
    const blocks = new Blocks()
    blocks.push(`${vector}${end}\n\nnext\n\n`)
    if (blocks.tail === '') return `${vector}${end}`
  }
  return vector
}

function batches(): string[] {
  const all: string[] = []
  for (let at = 0; at < vectors.length; at += TOGETHER)
    all.push(
      vectors
        .slice(at, at + TOGETHER)
        .map(closed)
        .join('\n\n'),
    )
  return all
}

const nothing = { guarded: [] as Sighting[], bare: [] as Sighting[], strangers: [] as Sighting[] }

test('no vector in a model’s text runs, asks or stays, while it is written and at rest, with the policy and without', async () => {
  expect(vectors.length).toBeGreaterThan(1500)
  const random = seeded(seed)
  const lanes = await Promise.all(
    [guarded, bare].map(async ({ context }) => [await context.newPage(), await context.newPage()] as const),
  )
  let starting: Promise<unknown> = Promise.resolve()
  await sideBySide(batches(), 2, async (text, lane) => {
    const start = starting.then(() => startLive(app, text, random))
    starting = start
    const live = await start
    const [one, two] = lanes.map((pages) => pages[lane]) as [Page, Page]
    await two.goto(base + live.path)
    const growth = await grow(one, base, live)
    await two.locator('#sentence', { hasText: 'Done.' }).waitFor()
    const strangers: Sighting[] = []
    for (const page of [one, two]) {
      strangers.push(...(await strangersIn(page)))
      await page.reload()
      strangers.push(...(await strangersIn(page)))
    }
    const told = `SEED=${seed} ${JSON.stringify(text)}`
    expect({ guarded: guarded.sightings, bare: bare.sightings, strangers }, told).toEqual(nothing)
    expect(growth.same, told).toBe(true)
  })
  for (const pages of lanes) for (const page of pages) await page.close()
}, 300_000)

/** Breaks out of a text, an attribute, a script, a style, a title and a text field, wherever one of them was forgotten. */
const BREAK =
  `"'><img src=//evil.example/x onerror=alert(1)></title></textarea></script></style><script>alert(1)</script>` +
  `<b hx-get=/x hx-trigger=load onclick=alert(1)>`

test('no vector does so by any other way in, on any page that shows it', async () => {
  const random = seeded(seed)
  const short = vectors.filter((vector) => vector.length < 100 && !/[\p{Cc}\p{Cs}]/u.test(vector))
  const some = () => (random() < 0.5 ? BREAK.slice(0, 118) : pick(random, short))
  const inLine = () => some().replace(/\s+/g, ' ').trim() || 'x'
  const send = async (path: string, body: object, method = 'POST') =>
    app.api(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  const facts = {
    requirements: `${BREAK} ${some()}`,
    languages: [inLine().slice(0, 40)],
    model: inLine().slice(0, 60),
  }

  // A run that the model's server refuses, with a text of its own, for a model of such a name.
  app.model.next({ status: 400, body: { error: { message: BREAK, type: BREAK, code: BREAK } } })
  const failed = await send('/api/design', { projectName: inLine(), ...facts })
  const run = failed.headers.get('location')?.split('/').at(-1)
  app.model.models = [BREAK, inLine(), 'scripted']

  // A project with such a name and brief, whose documents a model has written so.
  app.model.otherwise((request) => {
    const script = answerOf(request)
    const text = [...(script.deltas as string[])].join('')
    return { deltas: [spoiled(text)] }
  })
  const spoiled = (text: string) =>
    text
      .replace(/^(# .*)$/m, `$1 ${inLine()}`)
      .replaceAll('and sees its state', () => `and sees ${inLine()}`)
      .replaceAll('Devices, part', () => `Devices ${inLine()}, part`)
      .replace('One language on both sides.', () => inLine().replaceAll('|', ''))
  const made = await send('/api/projects', {
    name: inLine(),
    brief: facts.requirements,
    languages: facts.languages,
  })
  expect(made.status).toBe(201)
  const { project } = (await made.json()) as { project: { id: string } }
  const at = `/projects/${project.id}`
  const add = (document: string, text: string) =>
    app.parts.documents.add(
      project.id,
      { document, text, author: 'run', standsOn: [] },
      app.parts.documents.version(project.id, document)?.number ?? 0,
    )
  await add('questions', `## Q-1: ${BREAK}\n\n- ${inLine()} (recommended)\n- ${inLine()}\n- You decide\n`)
  await add('design', spoiled(DESIGN))
  await add('design', spoiled(`${DESIGN}\nTODO: ${BREAK}\n\n## ${BREAK}\n\n${inLine()}\n`))
  await add('plan', spoiled(PLAN))
  await send(`/api${at}/progress`, { task: 'T-1.1', state: 'blocked', note: BREAK })
  const { findings } = (await (await app.api(`/api${at}/findings`)).json()) as { findings: { id: string }[] }
  expect(findings.length).toBeGreaterThan(0)
  for (const { id } of findings.slice(0, 2)) await send(`/api${at}/mutes/${id}`, { reason: BREAK }, 'PUT')

  const query = encodeURIComponent(BREAK)
  const paths = [
    '/',
    `/?from=${run}`,
    `/?from=${query}`,
    `/?q=${query}`,
    '/projects',
    `/projects?q=${query}&archived`,
    `/projects/import?file=${query}`,
    `/nowhere/${query}`,
    `/login?next=${query}`,
    `/runs/${query}`,
    `/runs/${run}`,
    `/runs/${run}/delete`,
    at,
    `${at}?back=${query}&question=${query}`,
    ...['design', 'plan', 'handoff', query].map((key) => `${at}/documents/${key}`),
    `${at}/documents/design?version=2&against=1`,
    `${at}/documents/design?version=${query}`,
    ...['findings', 'trace', 'costs', 'exports', 'settings', 'proposals', 'delete'].map(
      (it) => `${at}/${it}`,
    ),
    `${at}/councils/new?document=design&model=${query}`,
    `${at}/councils/${query}`,
  ]
  for (const { context, sightings } of [guarded, bare]) {
    const page = await context.newPage()
    let shown = 0
    for (const path of paths) {
      await page.goto(base + path, { waitUntil: 'load' })
      const strangers = await strangersIn(page)
      expect({ path, sightings, strangers }, `SEED=${seed}`).toEqual({ path, sightings: [], strangers: [] })
      if ((await page.content()).includes('evil.example')) shown += 1
    }
    expect(shown).toBeGreaterThan(5)

    // A file's name, and the names in an archive, in what the page says of them; the whole project comes back by it.
    const files = unpack(await (await app.api(`${at}/export`)).bytes())
    for (const buffer of [pack([...files, [`${BREAK.replaceAll('/', '')}.md`, 'x']]), BREAK]) {
      await page.goto(`${base}/projects/import`)
      const name = `${BREAK.replaceAll('/', '').slice(0, 200)}.zip`
      await page.setInputFiles('#file', { name, mimeType: 'application/zip', buffer: Buffer.from(buffer) })
      await page.click('main button.primary')
      await page.waitForLoadState('load')
      expect(await page.textContent('main')).toContain(typeof buffer === 'string' ? 'ZIP' : '<img src=')
      expect({ sightings, strangers: await strangersIn(page) }).toEqual({ sightings: [], strangers: [] })
    }
    await page.close()
    expect(sightings).toEqual([])
  }
}, 180_000)
