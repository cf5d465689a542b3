import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'
import { DESIGN, edit, plannedProject, textOf } from '../support/planned-project.ts'

setDefaultTimeout(60_000)

let app: TestApp
let browser: TestBrowser
let address: string
let id: string
beforeAll(async () => {
  app = await startApp()
  browser = await openBrowser()
  address = await signIn(browser, app)
  id = await plannedProject(app)
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

async function open(key: string, width = 1440): Promise<Page> {
  const page = await browser.context.newPage()
  await page.setViewportSize({ width, height: 800 })
  await page.goto(`${address}/projects/${id}/documents/${key}`)
  return page
}
const isWithin = async (page: Page, selector: string) => {
  const box = await page.locator(selector).boundingBox()
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  return (
    box !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height
  )
}

test.each([320, 820, 1440])(
  'an id shows on hover and on focus what it says, within a window of %d px',
  async (width) => {
    const page = await open('plan', width)
    const mention = page.locator('.mention', { hasText: 'R-4' }).last()
    const tip = mention.locator('.tip')
    await mention.scrollIntoViewIfNeeded()
    expect(await tip.isVisible()).toBe(false)
    await mention.hover()
    await tip.waitFor()
    expect(await tip.textContent()).toBe('The keeper switches a lamp off, and it is off within two seconds.')
    expect(await isWithin(page, '.mention:hover .tip')).toBe(true)
    // Wherever the id stands: at the window's foot or head, at the end of a line or at its beginning.
    for (const block of ['end', 'start'] as const)
      for (const one of (await page.locator('.mention:has(.tip)').all()).slice(0, 10)) {
        await one.evaluate((link, place) => link.scrollIntoView({ block: place }), block)
        await one.hover()
        expect(await isWithin(page, '.mention:hover .tip')).toBe(true)
      }
    await mention.hover()
    await page.mouse.move(0, 0)
    await tip.waitFor({ state: 'hidden' })
    await page.evaluate(() => scrollTo(0, 0))
    await mention.focus()
    // As whoever comes by the keyboard.
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    await tip.waitFor()
    expect(await isWithin(page, '.mention:focus .tip')).toBe(true)
    // It is no part of what is copied.
    const copied = await mention.evaluate((link) => {
      getSelection()?.selectAllChildren(link)
      return getSelection()?.toString()
    })
    expect(copied).toBe('R-4')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/documents/design#said-R-4`)
    expect(await isWithin(page, 'li:has(#said-R-4)')).toBe(true)
    await page.close()
  },
)

test('the contents follow the reading, and lead to each part', async () => {
  const page = await open('design')
  const link = page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Security' })
  await link.click()
  await page.waitForURL('**#part-*')
  const weight = () => link.evaluate((element) => getComputedStyle(element).fontWeight)
  await page.waitForFunction(
    (element) => getComputedStyle(element as Element).fontWeight === '600',
    await link.elementHandle(),
  )
  await page.evaluate(() => scrollTo(0, 0))
  await page.waitForFunction(
    (element) => getComputedStyle(element as Element).fontWeight !== '600',
    await link.elementHandle(),
  )
  expect(await weight()).not.toBe('600')
  await page.close()
})

test('what is found stands beside its block where there is room, and below it where there is none', async () => {
  await edit(app, id, 'plan', textOf(app, id, 'plan').replace('at its end.\n', 'at its end. TODO: ask.\n'))
  const page = await open('plan')
  const words = page.locator('p', { hasText: 'TODO: ask.' }).first()
  const note = page.locator('.notes', { hasText: 'left to be filled in' })
  const places = async () => {
    const [text, aside] = [await words.boundingBox(), await note.boundingBox()]
    if (!text || !aside) throw new Error('one of both is not there')
    return { text, aside }
  }
  const wide = await places()
  expect(wide.aside.x).toBeGreaterThan(wide.text.x + wide.text.width)
  expect(Math.abs(wide.aside.y - wide.text.y)).toBeLessThan(40)
  await page.setViewportSize({ width: 390, height: 800 })
  const narrow = await places()
  expect(narrow.aside.y).toBeGreaterThanOrEqual(narrow.text.y + narrow.text.height)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await page.close()
})

test('a section is edited in its place with a preview, and the rest of the page stays where it is', async () => {
  const page = await open('design')
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.evaluate(() => document.querySelector('#document h1')?.setAttribute('data-kept', 'yes'))
  await page.getByRole('link', { name: 'Edit Security' }).click()
  const field = page.getByLabel('Markdown')
  await field.waitFor()
  expect(page.url()).not.toContain('edit=')
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await field.inputValue()).toBe('## Security\n\n- Keepers sign in with a key.')
  const preview = page.getByLabel('Preview')
  await field.fill('## Security\n\nAs **R-7** says, <b>twice</b>.')
  await preview.locator('strong', { hasText: 'R-7' }).waitFor()
  expect(await preview.textContent()).toContain('<b>twice</b>')
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await page.locator('#document h1').getAttribute('data-kept')).toBe('yes')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.getByText('Keepers sign in with a key.').waitFor()
  expect(await field.count()).toBe(0)
  await page.getByRole('link', { name: 'Edit Security' }).click()
  await field.fill('## Security\n\nAs **R-7** says, <b>twice</b>.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL('**#part-*')
  await page.locator('p', { hasText: 'As R-7' }).waitFor()
  expect(textOf(app, id, 'design')).toBe(
    DESIGN.replace('- Keepers sign in with a key.', 'As **R-7** says, <b>twice</b>.'),
  )
  // The way back leads to the page as it was, and what is sent from there once more is no second version.
  const version = app.parts.documents.version(id, 'design')?.number
  await page.goBack()
  await page.goForward()
  expect(app.parts.documents.version(id, 'design')?.number).toBe(version ?? -1)
  expect(complaints).toEqual([])
  await page.close()
})

test('the Markdown is copied, not what is drawn of it', async () => {
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await open('brief')
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(textOf(app, id, 'brief'))
  await page.close()
})

test('on paper stands the document alone', async () => {
  const page = await open('plan')
  await page.emulateMedia({ media: 'print' })
  for (const selector of ['.rail', '.site', '.contents', '.notes', '.edit', '.reading-head', '.tip', '.turn'])
    expect([selector, await page.locator(selector).filter({ visible: true }).count()]).toEqual([selector, 0])
  expect(await page.locator('#document h1').isVisible()).toBe(true)
  await page.close()
})
