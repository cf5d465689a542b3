import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { SESSION_COOKIE } from '../../src/routes/guard.ts'
import type { TestApp } from './app.ts'

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

/** Signs a browser's person in, for an hour; resolves to the app's address. */
export async function signIn({ context }: TestBrowser, app: TestApp): Promise<string> {
  const url = app.listen()
  const value = await app.parts.sessions.open()
  // One without an end is gone with the last page.
  const expires = Date.now() / 1000 + 3600
  await context.addCookies([{ name: SESSION_COOKIE, value, url, httpOnly: true, sameSite: 'Lax', expires }])
  return url
}
