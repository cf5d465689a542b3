import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type Options = Parameters<typeof chromium.launchPersistentContext>[1]

export interface TestBrowser {
  context: BrowserContext
  close(): Promise<void>
}

/** Chromium with a profile of its own, which is gone with it. CHROMIUM names the program where it is elsewhere. */
export async function openBrowser(options: Options = {}): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'devussy-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ARGS,
    headless: true,
    ...options,
  })
  return {
    context,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
