import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openBrowser } from '../tests/support/browser.ts'
import { removeFolder, type ServerProcess, startServer } from '../tests/support/server-process.ts'

/**
 * Question: does the first paint of a page take one round trip, how many bytes do its HTML, styles and scripts take (wanted:
 * at most 60 KB compressed), and what does Lighthouse say of it on a phone (wanted: 98 and more)?
 *
 * Lighthouse is 200 packages that neither the program nor its tests need: it is fetched once, into a folder of its own.
 * `--without-lighthouse` leaves it out.
 */
const LATENCY = 400
const VERSION = '13.5.0'
const FOLDER = join(tmpdir(), `devussy-lighthouse-${VERSION}`)
const { values: options } = parseArgs({ options: { 'without-lighthouse': { type: 'boolean' } } })

const PASSWORD = 'for-the-page-scores'
const IDEA = 'People log when they water a plant. They are reminded when one is dry. It works offline.'

interface Place {
  name: string
  path: string
  signedOut?: boolean
}

/** 35 KB of documents that people have written: as hard to compress as a design is. */
const LONG = ['design', 'projects', 'api', 'reliability', 'deploys']
  .map((name) => readFileSync(`${import.meta.dir}/../docs/${name}.md`, 'utf8'))
  .join('\n')
  .slice(0, 35 * 1024)

async function signIn({ address }: ServerProcess): Promise<string> {
  const answer = await fetch(`${address}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: address },
    body: new URLSearchParams({ password: PASSWORD }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0]
  if (!cookie) throw new Error(`signing in gave ${answer.status}`)
  return cookie
}

/** A project that is done, with a design of 35 KB; another one that is being written; a run that is being written. */
async function makePlaces({ api, address }: ServerProcess, cookie: string): Promise<Place[]> {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await api(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
    if (!answer.ok) throw new Error(`${method} ${path} gave ${answer.status}: ${await answer.text()}`)
    return answer
  }
  const create = async (name: string) => {
    const answer = await send('POST', '/api/projects', { name, brief: IDEA })
    return ((await answer.json()) as { project: { id: string } }).project.id
  }
  const long = await create('Greenhouse')
  await send('PUT', `/api/projects/${long}/documents/design`, { text: LONG }, { 'if-none-match': '*' })
  const living = await create('Plant diary')
  await send('PUT', `/api/projects/${living}/walk`, { until: 'phases' })
  const form = { projectName: 'Plant diary', requirements: IDEA, languages: 'TypeScript', intent: 'scores' }
  const run = await fetch(`${address}/runs`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: address },
    body: new URLSearchParams(form),
  })
  return [
    { name: 'sign-in', path: '/login', signedOut: true },
    { name: 'home', path: '/' },
    { name: 'project', path: `/projects/${long}` },
    { name: 'document of 35 KB', path: `/projects/${long}/documents/design` },
    { name: 'project, live', path: `/projects/${living}` },
    { name: 'run, live', path: run.headers.get('location') ?? '' },
  ]
}

interface Loaded {
  roundTrips: number
  html: number
  all: number
}

/** Loads a page over a slow line: how many times its delay the first paint takes, and what is sent until it is there. */
async function load(page: Page, address: string): Promise<Loaded> {
  const sizes: Promise<number>[] = []
  let html = 0
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? ''
    if (!/html|css|javascript/.test(type)) return
    sizes.push(
      response.body().then((body) => {
        const size = Bun.gzipSync(new Uint8Array(body), { level: 6 }).length
        if (type.includes('html')) html = size
        return size
      }),
    )
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY,
    downloadThroughput: -1,
    uploadThroughput: -1,
  })
  await page.goto(address, { waitUntil: 'load' })
  const paint = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') resolve(startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )
  const all = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  return { roundTrips: paint / LATENCY, html, all }
}

interface Score {
  id: string
  score: number
}

/** Lighthouse's scores, as it gives them for a phone: a slow processor, a slow line. */
async function openLighthouse(): Promise<{
  scores(address: string, cookie: string | undefined): Promise<Score[]>
  close(): void
}> {
  if (!existsSync(`${FOLDER}/node_modules/lighthouse`)) {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(
      `${FOLDER}/package.json`,
      JSON.stringify({ private: true, dependencies: { lighthouse: VERSION } }),
    )
    await Bun.$`bun install`.cwd(FOLDER).quiet()
  }
  const { default: lighthouse } = await import(`${FOLDER}/node_modules/lighthouse/core/index.js`)
  const { launch } = await import(`${FOLDER}/node_modules/chrome-launcher/dist/index.js`)
  const chrome = await launch({
    chromePath: process.env.CHROMIUM || '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
  })
  return {
    async scores(address, cookie) {
      const { lhr } = await lighthouse(address, {
        port: chrome.port,
        logLevel: 'error',
        extraHeaders: cookie ? { Cookie: cookie } : {},
        onlyCategories: ['performance', 'accessibility', 'best-practices'],
      })
      return [
        ...Object.values<Score>(lhr.categories).map(({ id, score }) => ({ id, score: score * 100 })),
        // A page that did not come to rest in time has none.
        { id: 'CLS', score: lhr.audits['cumulative-layout-shift'].numericValue ?? Number.NaN },
      ]
    },
    close: () => chrome.kill(),
  }
}

const server = await startServer({
  UI_PASSWORD: PASSWORD,
  PROVIDER: 'demo',
  // Slow enough to be live to the end of the measuring.
  DEMO_TOKENS_PER_SECOND: '8',
})
const lighthouse = options['without-lighthouse'] ? undefined : await openLighthouse()
try {
  const cookie = await signIn(server)
  const [name = '', value = ''] = cookie.split('=')
  const rows: Record<string, string | number>[] = []
  for (const { name: place, path, signedOut } of await makePlaces(server, cookie)) {
    const address = server.address + path
    // A browser of its own for each: nothing is kept from the page before.
    const { context, close } = await openBrowser()
    if (!signedOut) await context.addCookies([{ name, value, url: server.address }])
    const { roundTrips, html, all } = await load(await context.newPage(), address)
    await close()
    const scores = (await lighthouse?.scores(address, signedOut ? undefined : cookie)) ?? []
    rows.push({
      page: place,
      'first paint, round trips': roundTrips.toFixed(2),
      'HTML and styles, KB': (html / 1024).toFixed(1),
      'with scripts, KB': (all / 1024).toFixed(1),
      ...Object.fromEntries(
        scores.map(({ id, score }) => [id, id === 'CLS' ? score.toFixed(3) : Math.round(score)]),
      ),
    })
  }
  console.table(rows)
} finally {
  lighthouse?.close()
  await server.end('SIGKILL')
  removeFolder(server.dataDir)
}
