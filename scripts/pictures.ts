/** Takes the pictures of docs/pictures: a real server with the demo model, in light and dark, narrow and wide. */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from '../tests/support/browser.ts'
import { removeFolder, startServer } from '../tests/support/server-process.ts'

const FOLDER = resolve(import.meta.dir, '../docs/pictures')
const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
]

async function take(page: Page, name: string): Promise<void> {
  const path = `${FOLDER}/${name}.png`
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  console.log(path)
}

/** Waits until so much is written, and holds the page there: a picture of moving text would be of two moments. */
async function writtenUpTo(page: Page, text: string): Promise<void> {
  await page.locator('#document', { hasText: text }).waitFor({ timeout: 60_000 })
  await page.evaluate(async () => {
    document.getElementById('feed')?.remove()
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    scrollTo(0, document.documentElement.scrollHeight)
  })
}

mkdirSync(FOLDER, { recursive: true })
const server = await startServer({
  UI_PASSWORD: 'for-pictures',
  PROVIDER: 'demo',
  DEMO_TOKENS_PER_SECOND: '60',
})
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of SIZES) {
      const { context, close } = await openBrowser({ colorScheme, viewport })
      const name = (what: string) => `${what}-${colorScheme}-${viewport.width}`
      const page = await context.newPage()
      await page.goto(server.address)
      await page.fill('#password', 'for-pictures')
      await page.press('#password', 'Enter')
      await page.waitForURL(`${server.address}/`)
      await page.goto(`${server.address}/?example=1`)
      await take(page, name('home'))
      await page.click('text=Write it')
      await page.waitForURL(/\/runs\//)
      await writtenUpTo(page, 'R-5')
      await take(page, name('run'))
      await close()
    }
  }
} finally {
  await server.end()
  removeFolder(server.dataDir)
}
