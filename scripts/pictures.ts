/** Takes the pictures of docs/pictures: a real server with the demo model, in light and dark, on three widths. */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from '../tests/support/browser.ts'
import { removeFolder, startServer } from '../tests/support/server-process.ts'

const FOLDER = resolve(import.meta.dir, '../docs/pictures')
const SIZES = [
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1440, height: 900 },
]
const PASSWORD = 'for-pictures'
const PATIENCE_MS = 120_000
async function take(page: Page, name: string): Promise<void> {
  const path = `${FOLDER}/${name}.webp`
  const webp = await shoot(page)
  await Bun.write(path, webp)
  console.log(path, `${Math.ceil(webp.length / 1000)} KB`)
}

/** As WebP, which Chromium makes of a page and which is a third of a PNG; Playwright itself knows only PNG and JPEG. */
async function shoot(page: Page): Promise<Buffer> {
  const protocol = await page.context().newCDPSession(page)
  const { data } = await protocol.send('Page.captureScreenshot', { format: 'webp', quality: 85 })
  await protocol.detach()
  return Buffer.from(data, 'base64')
}

async function signIn(page: Page, server: string): Promise<void> {
  await page.goto(server)
  await page.fill('#password', PASSWORD)
  await page.press('#password', 'Enter')
  await page.waitForURL(`${server}/`)
}

/** Has the example written to its end; resolves to the project's address. */
async function begin(page: Page, server: string): Promise<string> {
  await page.goto(`${server}/?example=1`)
  await page.getByLabel('The whole way').check()
  await page.getByRole('button', { name: 'Write it', exact: true }).click()
  await page.waitForURL(/\/projects\/\w+/)
  return page.url().split('#', 1)[0] ?? ''
}

/** Looks at one server on each screen; `name` tells of a picture which screen it is of. */
async function onEachScreen(
  server: string,
  look: (page: Page, name: (what: string) => string) => Promise<void>,
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const viewport of SIZES) {
      const { context, close } = await openBrowser({ colorScheme, viewport, reducedMotion: 'reduce' })
      try {
        const page = await context.newPage()
        await signIn(page, server)
        await look(page, (what) => `${what}-${colorScheme}-${viewport.width}`)
      } finally {
        await close()
      }
    }
}

async function withServer(tokensPerSecond: string, work: (server: string) => Promise<void>): Promise<void> {
  const server = await startServer({
    UI_PASSWORD: PASSWORD,
    PROVIDER: 'demo',
    DEMO_TOKENS_PER_SECOND: tokensPerSecond,
  })
  try {
    await work(server.address)
  } finally {
    await server.end()
    removeFolder(server.dataDir)
  }
}

mkdirSync(FOLDER, { recursive: true })
await withServer('100000', async (server) => {
  let project = ''
  await onEachScreen(server, async (page, name) => {
    if (project === '') {
      project = await begin(page, server)
      await page.getByText('All is written').waitFor({ timeout: PATIENCE_MS })
    }
    await page.goto(`${server}/?example=1`)
    await take(page, name('home'))
    await page.goto(project)
    await take(page, name('project'))
    await page.goto(`${project}/documents/design`)
    await take(page, name('document'))
  })
})
// As fast as one can nearly read: each screen has a project of its own, and its picture is of the middle of its design.
await withServer('60', (server) =>
  onEachScreen(server, async (page, name) => {
    await begin(page, server)
    await page.locator('main', { hasText: 'R-5' }).waitFor({ timeout: PATIENCE_MS })
    await take(page, name('writing'))
  }),
)
