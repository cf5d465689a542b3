import type { Page } from 'playwright-core'
import type { TestApp } from './app.ts'
import { BRIEF } from './app.ts'

/** A document in parts, of which a test lets the model write one after the other. */
export class Parts {
  private gates: PromiseWithResolvers<void>[]
  readonly path: Promise<string>

  constructor(
    app: TestApp,
    readonly count: number,
    /** Text of a part behind its heading. */
    body = 'It goes on and on, line after line, so that the page is longer than a screen.\n\n'.repeat(6),
  ) {
    this.gates = Array.from({ length: count }, () => Promise.withResolvers<void>())
    const deltas = this.gates.flatMap(({ promise }, at) => [promise, ...piecesOf(`## Part ${at}\n\n${body}`)])
    const arrived = app.model.next({ deltas: ['# Sleeper\n\n', ...deltas] })
    this.path = app.post('/api/design/stream', BRIEF).then(async (answer) => {
      void answer.body?.cancel()
      await arrived
      return `/runs/${answer.headers.get('location')?.split('/').at(-1)}`
    })
  }

  /** Lets it write the parts up to this one. */
  write(upTo: number): void {
    for (const { resolve } of this.gates.slice(0, upTo + 1)) resolve()
  }
}

const piecesOf = (text: string): string[] => text.match(/[\s\S]{1,23}/g) ?? []

export const part = (page: Page, at: number) =>
  page.locator('#document h2', { hasText: new RegExp(`^Part ${at}$`) }).first()

export type Sleep = 'offline' | 'hidden' | 'frozen'

/** Puts a page to sleep; what comes back wakes it. */
export async function sleep(page: Page, kind: Sleep, network: { down(): void; up(): void }) {
  if (kind === 'offline') {
    network.down()
    await page.context().setOffline(true)
    return async () => {
      network.up()
      await page.context().setOffline(false)
    }
  }
  if (kind === 'frozen') {
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    return async () => {
      await devtools.send('Page.setWebLifecycleState', { state: 'active' })
      await devtools.detach()
    }
  }
  const hide = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  await hide(true)
  return () => hide(false)
}

/** What a page that has slept shows, beside what the server draws at rest. */
export const awake = (page: Page) =>
  page.evaluate(async () => {
    const answer = await fetch(location.pathname)
    const rest = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('document')
    return {
      live: document.getElementById('document')?.innerHTML ?? '',
      rest: rest?.innerHTML ?? '',
      parts: [...document.querySelectorAll('#document h2')].map((it) => it.textContent),
    }
  })
