import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

const HTML = { accept: 'text/html' }
const page = async (path: string): Promise<string> => (await app.api(path, { headers: HTML })).text()
const send = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
  app.api(path, { method: 'POST', body: new URLSearchParams(fields), headers: HTML })
const IDEA = { name: 'Plant diary', brief: 'A web app in which people log when they water a plant.' }

async function make(): Promise<string> {
  return (await send('/projects', IDEA)).headers.get('location') ?? ''
}
async function ask(path: string): Promise<void> {
  await send(`${path}/documents/questions/write`)
  await until(async () => (await page(path)).includes('Question 1 of '))
}
const legend = (html: string): string => /<legend>([^<]*)<\/legend>/.exec(html)?.[1] ?? ''
const hidden = (html: string): string => /name="question" value="([^"]*)"/.exec(html)?.[1] ?? ''
const chosen = (html: string): string => /name="choice" value="(\d)" checked/.exec(html)?.[1] ?? ''

describe('questions on the page of a project', () => {
  test('are offered, come one at a time with the recommended answer chosen, and lead on, without JavaScript', async () => {
    const path = await make()
    const before = await page(path)
    expect(before).toContain('Go on without questions')
    expect(before).toContain('aria-label="Ask me: Questions"')
    await ask(path)
    const first = await page(path)
    expect(first.match(/<legend>/g)).toHaveLength(1)
    expect(chosen(first)).not.toBe('')
    expect(first).toContain('(recommended)')
    expect(first).toContain('waits for answers')

    const answer = await send(`${path}/answers/1`, { choice: '2', own: '', question: hidden(first) })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}#questions-title`])
    const second = await page(path)
    expect(legend(second)).not.toBe(legend(first))
    await send(`${path}/answers/2`, { choice: '1', own: 'Both, at times.', question: hidden(second) })
    expect(await page(path)).toContain('Both, at times.')
    const third = await page(path)
    if (legend(third) !== '')
      await send(`${path}/answers/3`, { choice: '1', skip: 'true', question: hidden(third) })
    expect(await page(path)).toContain('Skipped.')
  })

  test('can be looked at again and changed, with what was answered chosen', async () => {
    const path = await make()
    await ask(path)
    const first = await page(path)
    await send(`${path}/answers/1`, { choice: '2', question: hidden(first) })
    const again = await page(`${path}?question=1`)
    expect([legend(again), chosen(again)]).toEqual([legend(first), '2'])
    await send(`${path}/answers/1`, { choice: '1', own: 'Mine alone', question: hidden(again) })
    expect(await page(`${path}?question=1`)).toContain('>\nMine alone</textarea>')
  })

  test('can be left, all at once, and taken up again', async () => {
    const path = await make()
    await ask(path)
    expect((await send(`${path}/answers`, { skipsRest: 'true', choice: '1' })).status).toBe(303)
    const skipped = await page(path)
    expect(legend(skipped)).toBe('')
    expect(skipped).toContain('Answer questions after all')
    await send(`${path}/answers`, { skipsRest: 'false' })
    expect(legend(await page(path))).not.toBe('')
  })

  test('give own words back that were not taken, and say what to change', async () => {
    const path = await make()
    await ask(path)
    const long = `<b>${'x'.repeat(2001)}`
    const answer = await send(`${path}/answers/1`, { choice: '1', own: long })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Your answer is longer than 2000 characters.')
    expect(html).toContain(`>\n&lt;b&gt;${'x'.repeat(2001)}</textarea>`)
  })

  test('that were replaced meanwhile keep nothing under a wrong question', async () => {
    const path = await make()
    await ask(path)
    const answer = await send(`${path}/answers/1`, { choice: '1', question: 'What is the meaning of life?' })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('Look at the questions again, then answer.')
    expect(await page(path)).toContain('0 of ')
  })

  test('draw what a model or a person wrote as text, never as a page', async () => {
    const path = await make()
    await ask(path)
    await send(`${path}/answers/1`, {
      choice: '1',
      own: '<img src=x onerror=alert(1)> [a](javascript:alert(1))',
    })
    for (const html of [await page(path), await page(`${path}/documents/answers`)]) {
      expect(html).not.toContain('<img src=x')
      expect(html).not.toContain('href="javascript:')
    }
  })

  test('are for people who are signed in', async () => {
    const path = await make()
    for (const place of [`${path}/answers`, `${path}/answers/1`])
      expect((await app.fetch(place, { method: 'POST', headers: HTML })).status).toBe(401)
  })
})
