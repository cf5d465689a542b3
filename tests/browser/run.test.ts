import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, type TestBrowser } from '../support/browser.ts'
import { type RoughProxy, startRoughProxy } from '../support/rough-proxy.ts'
import { until as eventually } from '../support/runs.ts'

setDefaultTimeout(60_000)

const TEXT = `# Plant diary

A small program that reminds people to water their plants. See [the club](https://example.org/).

## Requirements

- **R-1** Water them. 🌱
- **R-2** Not at night.

| Choice | Reason |
|---|---|
| TypeScript | one language |

\`\`\`ts
const a = '<script>document.title = "hacked"</script>'
\`\`\`

<img src=x onerror="document.title='hacked'"> <b hx-get="/x" hx-trigger="load">bold</b> [x](javascript:document.title='hacked')

${Array.from({ length: 30 }, (_, n) => `## Part ${n}\n\nIt goes on and on, line after line, so that the page is longer than a screen.\n`).join('\n')}
The end.
`
const PIECES = TEXT.match(/[\s\S]{1,9}/gu) ?? []

/** A model that goes on a piece at a time while the test lets it. */
class Pace {
  sent = 0
  private until = 0
  private wake = () => {}

  async *deltas() {
    for (const piece of PIECES) {
      while (this.sent >= this.until) await new Promise<void>((resolve) => (this.wake = resolve))
      this.sent += 1
      yield piece
    }
  }

  /** Lets it come to a share of the text. */
  to(share: number): void {
    this.until = Math.ceil(PIECES.length * share)
    this.wake()
  }
}

describe("a run's page in a browser", () => {
  let app: TestApp
  let browser: TestBrowser
  let base: string
  let pace: Pace
  let proxy: RoughProxy
  const errors: string[] = []

  beforeAll(async () => {
    app = await startApp({ UI_PASSWORD: 'open sesame', AUTO_CONTINUE: '0' })
    proxy = startRoughProxy(app.listen())
    base = proxy.url
    browser = await openBrowser()
    const page = await newPage()
    await page.goto(base)
    await page.fill('#password', 'open sesame')
    await page.press('#password', 'Enter')
    await page.waitForURL(`${base}/`)
    await page.close()
  })
  afterEach(async () => {
    pace?.to(1)
    for (const page of browser.context.pages()) await page.close()
    expect(errors.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    proxy.stop()
    await app.stop()
  })

  async function newPage(): Promise<Page> {
    const page = await browser.context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      // The policy forbids what a page should not do; a page that tries is a fault of ours, or of the model.
      if (/Content Security Policy|Refused/.test(message.text())) errors.push(message.text())
    })
    return page
  }

  async function start(page: Page): Promise<void> {
    pace = new Pace()
    app.model.next({ deltas: pace.deltas() })
    await send(page)
  }

  async function send(page: Page): Promise<void> {
    await page.goto(base)
    await page.fill('#requirements', 'Remind me to water my plants.')
    await page.click('#more > summary')
    await page.fill('#projectName', 'Plant diary')
    await page.fill('#languages', 'TypeScript')
    await page.press('#languages', 'Enter')
    await page.waitForURL(/\/runs\/[0-9a-v]{26}$/)
  }

  const sentence = (page: Page) => page.locator('#sentence')
  const document = (page: Page) => page.locator('#document').innerHTML()
  const until = (page: Page, text: string) => sentence(page).filter({ hasText: text }).waitFor()
  const shows = (page: Page, text: string) => page.locator('#document', { hasText: text }).waitFor()

  test('grows word by word, and is at rest what the server draws', async () => {
    const page = await newPage()
    await start(page)
    await until(page, 'Asking the model')
    pace.to(0.05)
    await shows(page, 'A small program')
    await until(page, 'Writing')
    expect(await page.title()).toBe('✎ Writing · Plant diary · devussy')
    pace.to(1)
    await until(page, 'Done.')
    expect(await page.title()).toBe('✓ Done · Plant diary · devussy')
    // It does not come back for more.
    await page.waitForFunction(() => {
      const feed = globalThis.document.getElementById('feed') as
        | (HTMLElement & { _htmx?: { sse?: unknown } })
        | null
      return feed && !feed._htmx?.sse
    })
    const live = await document(page)
    await page.reload()
    expect(await document(page)).toBe(live)
    const download = page.waitForEvent('download')
    await page.click('text=Download')
    const path = await (await download).path()
    expect(await Bun.file(path).text()).toBe(TEXT)
    expect((await download).suggestedFilename()).toBe('Plant-diary-design.md')
  })

  test('reloaded ten times while it is written, is the same document, and the model is asked once', async () => {
    const page = await newPage()
    const asked = app.model.requests.length
    await start(page)
    for (let n = 1; n <= 10; n += 1) {
      pace.to(n / 11)
      const part = PIECES.slice(0, Math.ceil((PIECES.length * (n - 0.5)) / 11)).join('')
      const words = part.match(/Part \d+\b(?=\n)/g)?.at(-1)
      if (words) await shows(page, words)
      await page.reload()
    }
    const other = await newPage()
    await other.goto(page.url())
    pace.to(1)
    await until(page, 'Done.')
    await until(other, 'Done.')
    const fresh = await newPage()
    await fresh.goto(page.url())
    expect(await document(page)).toBe(await document(fresh))
    expect(await document(other)).toBe(await document(fresh))
    expect(app.model.requests.length - asked).toBe(1)
  })

  test('can be stopped, and keeps what was written', async () => {
    const page = await newPage()
    await start(page)
    pace.to(0.1)
    await shows(page, 'Requirements')
    await page.click('#stop')
    await until(page, 'Stopped')
    expect(await page.locator('#stop').count()).toBe(0)
    expect(await document(page)).toContain('Requirements')
    const live = await document(page)
    await page.reload()
    expect(await document(page)).toBe(live)
  })

  test('goes on in its place after a model that broke off', async () => {
    const page = await newPage()
    app.model.next({ deltas: ['# Plant diary\n\nFirst.\n\nHalf a sen'], end: 'cut' })
    await send(page)
    await until(page, 'Interrupted')
    app.model.next({ deltas: ['A whole sentence.\n'] })
    await page.click('#continue')
    await until(page, 'Done.')
    const live = await document(page)
    expect(live).toContain('A whole sentence.')
    expect(live).not.toContain('Half a sen')
    await page.reload()
    expect(await document(page)).toBe(live)
  })

  test('never runs, loads or asks for what a model wrote', async () => {
    const page = await newPage()
    const requests: string[] = []
    page.on('request', (request) => requests.push(new URL(request.url()).pathname))
    await start(page)
    pace.to(1)
    await until(page, 'Done.')
    await page.reload()
    expect(await page.title()).toBe('✓ Done · Plant diary · devussy')
    // The form's own fields ask for the models.
    expect(requests.filter((path) => !/^\/($|models-list$|runs|assets\/)/.test(path))).toEqual([])
    expect(await page.locator('#document :is(script, img, b)').count()).toBe(0)
    const links = await page
      .locator('#document a')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href')))
    expect(links).toEqual(['https://example.org/'])
  })

  test('stays with a reader who scrolled up, and follows one who is at the end', async () => {
    const page = await newPage()
    await start(page)
    pace.to(0.6)
    await shows(page, 'Part 10')
    const atEnd = () =>
      page.evaluate(() => globalThis.document.documentElement.scrollHeight - innerHeight - scrollY < 4)
    expect(await atEnd()).toBe(true)
    await page.mouse.wheel(0, -300)
    await page.waitForFunction(
      () => globalThis.document.documentElement.scrollHeight - innerHeight - scrollY > 200,
    )
    const y = await page.evaluate(() => scrollY)
    pace.to(0.9)
    await shows(page, 'Part 25')
    expect(await page.evaluate(() => scrollY)).toBe(y)
    await page.click('#below')
    await page.waitForFunction(
      () => globalThis.document.documentElement.scrollHeight - innerHeight - scrollY < 4,
    )
    pace.to(1)
    await until(page, 'Done.')
    expect(await atEnd()).toBe(true)
  })

  test('resumes after the network was away, and misses nothing', async () => {
    const page = await newPage()
    await start(page)
    pace.to(0.2)
    await shows(page, 'Requirements')
    proxy.down()
    pace.to(0.7)
    await page.waitForEvent('requestfailed')
    proxy.up()
    await shows(page, 'Part 15')
    pace.to(1)
    await until(page, 'Done.')
    const live = await document(page)
    await page.reload()
    expect(await document(page)).toBe(live)
  })

  test('says once that it goes on when the network was away for long, or the machine slept, and then is silent', async () => {
    const page = await newPage()
    await page.addInitScript(() => {
      const { now } = Date
      Object.assign(globalThis, { slept: 0 })
      Date.now = () => now() + (globalThis as unknown as { slept: number }).slept
    })
    await start(page)
    pace.to(0.2)
    await shows(page, 'Requirements')
    const words = await page.evaluateHandle(() => {
      const said: string[] = []
      new MutationObserver(() => {
        const text = globalThis.document.getElementById('connection')?.textContent ?? ''
        if (text !== said.at(-1)) said.push(text)
      }).observe(globalThis.document, { childList: true, subtree: true, characterData: true })
      return said
    })
    const connection = page.locator('#connection')
    proxy.down()
    pace.to(0.5)
    await connection.filter({ hasText: 'cannot be reached' }).waitFor()
    proxy.up()
    await connection.filter({ hasText: 'Back again' }).waitFor()
    await shows(page, 'Part 8')
    await page.waitForFunction(() => globalThis.document.getElementById('connection')?.textContent === '')
    const away = (await words.jsonValue()).filter((text) => text.startsWith('Back again'))
    expect(away).toHaveLength(1)

    // Asleep: the clock goes on, the page does not.
    await words.evaluate((said) => said.splice(0))
    await page.evaluate(() => Object.assign(globalThis, { slept: 60_000 }))
    await connection.filter({ hasText: 'Back again' }).waitFor()
    await page.waitForFunction(() => globalThis.document.getElementById('connection')?.textContent === '')
    expect((await words.jsonValue()).filter(Boolean)).toEqual([expect.stringContaining('Back again')])
    pace.to(1)
    await until(page, 'Done.')
    const live = await document(page)
    await page.reload()
    expect(await document(page)).toBe(live)
  })

  test('shows in the tab that it is being written, and that it is done', async () => {
    const page = await newPage()
    const icon = () => page.locator('#icon').getAttribute('href')
    await page.goto(base)
    expect(await icon()).toEndWith('/icon.svg')
    await start(page)
    pace.to(0.1)
    await until(page, 'Writing')
    expect(await icon()).toEndWith('/icon-writing.svg')
    expect(await page.locator('#figures progress').getAttribute('value')).not.toBeNull()
    pace.to(1)
    await until(page, 'Done.')
    await page.waitForFunction(() =>
      globalThis.document.querySelector('#icon')?.getAttribute('href')?.endsWith('/icon-done.svg'),
    )
    expect((await page.request.get(`${base}${await icon()}`)).status()).toBe(200)
    expect(await page.locator('#figures progress').count()).toBe(0)
  })

  test('in a tab that was hidden lets its stream go, and comes back for the rest', async () => {
    const page = await newPage()
    const views: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/view')) views.push(request.headers()['last-event-id'] ?? '')
    })
    await start(page)
    pace.to(0.2)
    await shows(page, 'Requirements')
    const hide = (hidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(globalThis.document, 'hidden', { configurable: true, get: () => value })
        globalThis.document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    await hide(true)
    pace.to(0.8)
    await hide(false)
    await shows(page, 'Part 20')
    pace.to(1)
    await until(page, 'Done.')
    expect(views).toHaveLength(2)
    expect(Number(views[1])).toBeGreaterThan(1)
    const live = await document(page)
    await page.reload()
    expect(await document(page)).toBe(live)
  })

  test('says so where a proxy holds the stream back, and shows the text by and by', async () => {
    const page = await newPage()
    proxy.holdBack()
    await start(page)
    pace.to(0.3)
    await page.locator('#connection', { hasText: 'does not come through' }).waitFor()
    await shows(page, 'Part 1')
    // A browser has six connections for one server: a stream that was given up must not keep one.
    await eventually(() => proxy.streams.seen > 1 && proxy.streams.open === 1)
    // What it held back comes late and all at once: it is on the page already.
    proxy.flush()
    pace.to(1)
    await until(page, 'Done.')
    expect(await page.locator('#connection').textContent()).toBe('')
    const polled = await document(page)
    await page.reload()
    expect(await document(page)).toBe(polled)
  })

  test('is shown whole where nothing of a stream ever comes', async () => {
    const page = await newPage()
    await page.route('**/view?*', () => {})
    await start(page)
    pace.to(1)
    await until(page, 'Done.')
    expect(await page.locator('#document').textContent()).toContain('The end.')
  })

  test('without the stream shows the text when it is whole', async () => {
    const page = await newPage()
    await page.goto(base)
    await page.fill('#requirements', 'Remind me.')
    await page.click('summary')
    await page.fill('#projectName', 'Whole')
    await page.fill('#languages', 'TypeScript')
    await page.uncheck('#stream')
    pace = new Pace()
    app.model.next({ deltas: pace.deltas() })
    await page.click('text=Write it')
    await page.waitForURL(/\/runs\//)
    pace.to(0.5)
    expect(await page.locator('#document').textContent()).toBe('')
    pace.to(1)
    await until(page, 'Done.')
    expect(await page.locator('#document').textContent()).toContain('The end.')
    await browser.context.clearCookies({ name: 'devussy_stream' })
  })

  test('that was interrupted goes on by itself when another tab has continued it', async () => {
    const page = await newPage()
    app.model.next({ deltas: ['# Plant diary\n\nHalf'], end: 'cut' })
    await send(page)
    await until(page, 'Interrupted')
    app.model.next({ deltas: ['Whole.\n'] })
    await app.api(`/api${new URL(page.url()).pathname}/continue`, { method: 'POST' })
    await page.evaluate(() => globalThis.document.dispatchEvent(new Event('visibilitychange')))
    await until(page, 'Done.')
    await shows(page, 'Whole.')
  })

  test('offers the models of the server, and tests the connection, without waiting for either', async () => {
    const page = await newPage()
    await page.goto(base)
    await page.click('summary')
    await page.locator('#model-list option').nth(1).waitFor({ state: 'attached' })
    await page.fill('#projectName', 'Half typed')
    await page.fill('#model', 'scripted-large')
    app.model.next({ deltas: ['ok'] })
    await page.click('text=Test the connection')
    await page.locator('#connection', { hasText: 'It works: scripted-large answered in' }).waitFor()
    expect(await page.inputValue('#projectName')).toBe('Half typed')
  })

  test('deletes from the list after asking', async () => {
    const page = await newPage()
    app.model.next({ deltas: ['Short.\n'] })
    await send(page)
    await until(page, 'Done.')
    const path = new URL(page.url()).pathname
    await page.goto(base)
    page.once('dialog', (dialog) => dialog.dismiss())
    await page.click(`a.delete[href="${path}/delete"]`)
    expect(await page.locator(`a[href="${path}"]`).count()).toBe(1)
    page.once('dialog', (dialog) => dialog.accept())
    await page.click(`a.delete[href="${path}/delete"]`)
    await page.locator(`a[href="${path}"]`).waitFor({ state: 'detached' })
    expect(new URL(page.url()).pathname).toBe('/')
  })

  test.each([320, 390, 1440])('fits a screen of %d px without scrolling sideways', async (width) => {
    const page = await newPage()
    await page.setViewportSize({ width, height: 800 })
    const fits = () => page.evaluate(() => globalThis.document.documentElement.scrollWidth <= innerWidth)
    app.model.next({
      deltas: [
        `# ${'Long'.repeat(40)}\n\n| ${'cell | '.repeat(12)}\n|${'---|'.repeat(12)}\n| ${'word'.repeat(12)} |\n\n\`\`\`\n${'code '.repeat(60)}\n\`\`\`\n`,
      ],
    })
    await send(page)
    await until(page, 'Done.')
    expect(await fits()).toBe(true)
    await page.click('#asked-title')
    expect(await fits()).toBe(true)
    const { pathname } = new URL(page.url())
    for (const path of ['/', '/?example=1', '/nowhere', `${pathname}/delete`, '/api', '/health']) {
      await page.goto(base + path)
      expect({ path, fits: await fits() }).toEqual({ path, fits: true })
    }
  })
})

describe('without JavaScript', () => {
  test('the form works, the page renews itself, and shows the finished design', async () => {
    const app = await startApp({ UI_PASSWORD: 'open sesame' })
    const browser = await openBrowser({ javaScriptEnabled: false })
    try {
      const page = await browser.context.newPage()
      await page.goto(`${app.listen()}/?example=1`)
      await page.fill('#password', 'open sesame')
      await page.press('#password', 'Enter')
      await page.waitForURL(/example=1/)
      await page.click('summary')
      await page.fill('#model', 'another-one')
      app.model.next({ deltas: ['ok'] })
      await page.click('text=Test the connection')
      await page.locator('#connection', { hasText: 'It works: another-one answered' }).waitFor()
      expect(await page.inputValue('#projectName')).toBe('Trailkeeper')
      expect(await page.inputValue('#model')).toBe('another-one')
      await page.fill('#model', '')
      const { promise, resolve } = Promise.withResolvers<void>()
      app.model.next({ deltas: ['# Trailkeeper\n\nBegun', promise, ' and ended.\n'] })
      // Enter sends the idea, not the test of the connection.
      await page.press('#languages', 'Enter')
      await page.waitForURL(/\/runs\//)
      await page.locator('text=Begun').waitFor()
      resolve()
      await page.locator('text=Begun and ended.').waitFor()
      expect(await page.locator('#sentence').textContent()).toBe('Done.')
      expect(await page.locator('#copy').isVisible()).toBe(false)
      await page.click('a.delete')
      await page.click('button.danger')
      await page.locator('text=None yet.').waitFor()
    } finally {
      await browser.close()
      await app.stop()
    }
  })
})
