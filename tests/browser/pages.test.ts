import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'

setDefaultTimeout(60_000)

const TYPED = {
  requirements: 'Remind me to water my plants.\nEvery day.',
  projectName: 'Plant diary',
  languages: 'TypeScript',
  frameworks: 'Elysia',
  apis: 'Weather',
  model: 'scripted-large',
}

describe('pages in a browser', () => {
  let app: TestApp
  let browser: TestBrowser
  let base: string
  const gates: (() => void)[] = []
  const errors: string[] = []

  beforeAll(async () => {
    app = await startApp({ AUTO_CONTINUE: '0' })
    browser = await openBrowser({ viewport: { width: 800, height: 600 } })
    base = await signIn(browser, app)
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  })
  afterEach(async () => {
    for (const open of gates.splice(0)) open()
    for (const page of browser.context.pages()) await page.close()
    expect(errors.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const gate = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gates.push(resolve)
    return { promise, open: resolve }
  }

  async function newPage(): Promise<Page> {
    const page = await browser.context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => errors.push(error.message))
    return page
  }

  async function send(page: Page): Promise<void> {
    await page.goto(base)
    await page.click('#more > summary')
    for (const name of ['requirements', 'projectName', 'languages'] as const)
      await page.fill(`#${name}`, TYPED[name])
    await page.press('#languages', 'Enter')
    await page.waitForURL(/\/runs\/[0-9a-v]{26}$/)
  }

  const until = (page: Page, text: string) => page.locator('#sentence', { hasText: text }).waitFor()
  const shows = (page: Page, text: string) => page.locator('#document', { hasText: text }).waitFor()
  const says = (page: Page, text: string) => page.locator('#connection', { hasText: text }).waitFor()
  const focus = (page: Page) => page.evaluate(() => document.activeElement?.id)

  test.each([403, 502, 200])(
    'a proxy that answers the stream with a page of its own (%d): it is said, and stays said',
    async (status) => {
      const page = await newPage()
      await page.route('**/view?*', (route) =>
        route.fulfill({
          status,
          contentType: 'text/html',
          body: '<title>Blocked</title><p>Blocked by your company</p>',
        }),
      )
      const [one, two] = [gate(), gate()]
      app.model.next({ deltas: ['First.\n\n', one.promise, 'Second.\n\n', two.promise, 'Third.\n'] })
      await send(page)
      await page.click('#asked-title')
      await says(page, 'does not come through')
      // Every word that follows it, until the run rests.
      await page.evaluate(() => {
        const words: string[] = []
        Object.assign(globalThis, { words })
        new MutationObserver(() => {
          words.push(document.getElementById('connection')?.textContent ?? 'gone')
        }).observe(document, { childList: true, subtree: true, characterData: true })
      })
      one.open()
      await shows(page, 'Second.')
      const words = await page.evaluate(() => [
        ...new Set((globalThis as unknown as { words: string[] }).words),
      ])
      expect(words).toEqual([expect.stringContaining('does not come through')])
      expect(await page.getByText('Blocked').count()).toBe(0)
      expect(await page.title()).toBe('✎ Writing · Plant diary · devussy')
      // Fetched anew, the page is still as its reader left it.
      expect(await page.locator('#asked').getAttribute('open')).not.toBeNull()
      two.open()
      await until(page, 'Done.')
      expect(await page.locator('#connection').textContent()).toBe('')
    },
  )

  test('a connection that takes everything and answers nothing is spoken of after some seconds', async () => {
    const page = await newPage()
    const held = gate()
    app.model.next({ deltas: ['First.', held.promise] })
    await page.route('**/view?*', () => {})
    await send(page)
    await page.route('**/runs/*', () => {})
    await says(page, 'Nothing has come')
  })

  test('Continue goes on where no stream gets through as well', async () => {
    const page = await newPage()
    app.model.next({ deltas: ['First.\n\nHalf'], end: 'cut' })
    await send(page)
    await until(page, 'Interrupted')
    await page.route('**/view?*', (route) => route.fulfill({ status: 403, body: 'no' }))
    app.model.next({ deltas: ['Whole.\n'] })
    await page.click('#continue')
    await until(page, 'Done.')
    await shows(page, 'Whole.')
  })

  test('Back finds all that was typed, and sending it again finds the same run', async () => {
    const page = await newPage()
    app.model.next({ deltas: ['Text.\n'] })
    await page.goto(base)
    await page.click('summary')
    for (const [name, text] of Object.entries(TYPED)) await page.fill(`#${name}`, text)
    await page.uncheck('#stream')
    await page.click('text=Write it')
    await page.waitForURL(/\/runs\//)
    await until(page, 'Done.')
    const first = page.url()
    await page.goBack()
    for (const [name, text] of Object.entries(TYPED)) expect(await page.inputValue(`#${name}`)).toBe(text)
    expect(await page.isChecked('#stream')).toBe(false)
    await page.click('text=Write it')
    await page.waitForURL(first)
    await page.click('text=Change and send again')
    await page.waitForURL(/\?from=/)
    for (const [name, text] of Object.entries(TYPED)) expect(await page.inputValue(`#${name}`)).toBe(text)
    await browser.context.clearCookies({ name: /devussy_(model|stream)/ })
  })

  test('a form that is sent without a network stays, with a sentence and all that was typed', async () => {
    const page = await newPage()
    await page.goto(base)
    await page.fill('#requirements', TYPED.requirements)
    await page.context().setOffline(true)
    await page.click('text=Write it')
    await page.getByText('You are offline, so nothing was sent.').waitFor()
    expect(await page.inputValue('#requirements')).toBe(TYPED.requirements)
    expect(new URL(page.url()).pathname).toBe('/')
    await page.context().setOffline(false)
    app.model.next({ deltas: ['Text.\n'] })
    await page.click('text=Write it')
    await page.waitForURL(/\/runs\//)
    await until(page, 'Done.')
  })

  test('a session that has ended does not cost what was typed, with a script either', async () => {
    const page = await newPage()
    await page.goto(base)
    await page.fill('#requirements', TYPED.requirements)
    await page.context().clearCookies({ name: 'devussy_session' })
    await page.click('#more > summary')
    await page.locator('#told', { hasText: 'You are not signed in any more.' }).waitFor()
    expect(await page.inputValue('#requirements')).toBe(TYPED.requirements)
    await page.click('text=Write it')
    await page.getByText('When you have opened it in another tab, go on here').waitFor()
    // As the printed link in another tab would.
    await signIn(browser, app)
    app.model.next({ deltas: ['Text.\n'] })
    await page.getByRole('button', { name: 'Go on' }).press('Enter')
    await page.waitForURL(/\/runs\//)
    await until(page, 'Done.')
    await page.click('#asked-title')
    await page.locator('#asked dd', { hasText: 'Every day.' }).waitFor()
  })

  test('an idea that is too long is told beside the field, before anything is sent', async () => {
    const page = await newPage()
    await page.goto(base)
    await page.click('#more > summary')
    await page.fill('#projectName', 'Long')
    await page.fill('#languages', 'Go')
    // As bytes: two for each.
    await page.fill('#requirements', `${'é'.repeat(16 * 1024)}x`)
    await page.locator('#too-long:visible', { hasText: 'longer than 32 KiB' }).waitFor()
    await page.click('text=Write it')
    expect(new URL(page.url()).pathname).toBe('/')
    expect(await focus(page)).toBe('requirements')
    // As the server counts: without the blanks around it.
    await page.fill('#requirements', `\n\n${'é'.repeat(16 * 1024)}\n\n`)
    expect(await page.locator('#too-long').isVisible()).toBe(false)
    app.model.next({ deltas: ['Text.\n'] })
    await page.click('text=Write it')
    await page.waitForURL(/\/runs\//)
  })

  test('Copy copies the text and says so for a while; what is not the text it does not copy', async () => {
    const page = await newPage()
    app.model.next({ deltas: ['# Plant diary\n\nText.\n'] })
    await send(page)
    await until(page, 'Done.')
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await page.click('#copy')
    await page.locator('#copied', { hasText: 'Copied' }).waitFor()
    expect(await page.locator('#copied').getAttribute('role')).toBe('status')
    expect(await copied()).toBe('# Plant diary\n\nText.\n')
    expect(await page.locator('#copy').textContent()).toBe('Copied')
    await page.locator('#copy', { hasText: /^\s*Copy\s*$/ }).waitFor()
    expect(await page.locator('#copied').textContent()).toBe('')

    const answers = [
      { status: 404, contentType: 'text/markdown', body: 'Not found' },
      { status: 200, contentType: 'text/html', body: '<p>Blocked</p>' },
      { status: 303, headers: { location: '/login' } },
    ]
    for (const answer of answers) {
      await page.route('**/download', (route) => route.fulfill(answer), { times: 1 })
      await page.click('#copy')
      await page.locator('#copy', { hasText: 'Not copied' }).waitFor()
      await page.locator('#copied', { hasText: 'Not copied' }).waitFor()
      await page.reload()
    }
    expect(await copied()).toBe('# Plant diary\n\nText.\n')
  })

  test('the keyboard is not left without a place when what it pressed goes away', async () => {
    const page = await newPage()
    const [one, two] = [gate(), gate()]
    app.model.next({ deltas: [one.promise, 'First.\n\nHalf', two.promise], end: 'cut' })
    await send(page)
    await until(page, 'Asking')
    await page.focus('#stop')
    one.open()
    await until(page, 'Writing')
    expect(await focus(page)).toBe('stop')
    two.open()
    await until(page, 'Interrupted')
    expect(await focus(page)).toBe('sentence')
    const three = gate()
    app.model.next({ deltas: ['Whole.\n', three.promise] })
    await page.focus('#continue')
    await page.keyboard.press('Enter')
    await shows(page, 'Whole.')
    expect(await focus(page)).toBe('sentence')
    await page.focus('#stop')
    await page.keyboard.press('Enter')
    await until(page, 'Stopped')
    expect(await focus(page)).toBe('sentence')

    await page.goto(base)
    page.once('dialog', (dialog) => dialog.accept())
    const row = page.locator('a.delete').first()
    const id = (await row.getAttribute('id')) ?? ''
    await row.focus()
    await page.keyboard.press('Enter')
    await page.locator(`#${id}`).waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement?.id === 'runs-title')
  })

  test('the bar stands still while the text grows, and hides nothing that has the focus', async () => {
    const page = await newPage()
    const [one, two] = [gate(), gate()]
    const code = `\`\`\`\n${'code\n'.repeat(4)}\`\`\`\n\n[link](https://example.org/)\n\n`
    const long = Array.from({ length: 12 }, (_, n) => `Line ${n}.\n\n${code}`).join('')
    app.model.next({ deltas: [one.promise, 'First.\n\n', two.promise, long] })
    await send(page)
    await until(page, 'Asking')
    const stop = () => page.locator('#stop').boundingBox()
    const bottom = () => page.evaluate(() => document.querySelector('.bar')?.getBoundingClientRect().bottom)
    const before = await stop()
    expect(await bottom()).toBe(600)
    one.open()
    await until(page, 'Writing')
    await shows(page, 'First.')
    expect(await stop()).toEqual(before)
    two.open()
    await until(page, 'Done.')
    await page.evaluate(() => scrollTo(0, 0))
    await page.focus('#asked-title')
    const hidden: string[] = []
    let inBar = 0
    for (let n = 0; n < 40; n += 1) {
      const y = await page.evaluate(() => scrollY)
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const { activeElement } = document
        const bar = document.querySelector('.bar')
        if (!activeElement || !bar || activeElement === document.body) return undefined
        const { top, bottom } = activeElement.getBoundingClientRect()
        const behind = bottom > bar.getBoundingClientRect().top || top < 0
        return { inside: bar.contains(activeElement), behind, text: activeElement.outerHTML.slice(0, 60) }
      })
      if (!at) break
      if (at.inside) {
        inBar += 1
        if (inBar > 1) expect(await page.evaluate(() => scrollY)).toBe(y)
      } else if (at.behind) hidden.push(at.text)
    }
    expect(hidden).toEqual([])
    expect(inBar).toBe(6)
    expect(await page.locator('#document pre').first().getAttribute('aria-label')).toBe('Code')
  })
})
