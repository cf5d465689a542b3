import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tests as examples } from 'commonmark-spec'
import type { Page } from 'playwright-core'
import { randomMarkdown } from '../markdown/random-markdown.ts'
import { vectors } from '../markdown/vectors.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { openBrowser, signIn, type TestBrowser } from '../support/browser.ts'
import { grow, sideBySide, startLive } from '../support/live-document.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'

const seed = printedSeed('browser/stream-and-rest')
const LANES = 3

/** What GFM has beyond CommonMark and is drawn here. */
const GFM = [
  '| foo | bar |\n| --- | --- |\n| baz | bim |\n',
  '| abc | defghi |\n:-: | -----------:\nbar | baz\n',
  '| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |\n',
  '| abc | def |\n| --- | --- |\n| bar | baz |\n> bar\n',
  '| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |\n\nbar\n',
  '| abc | def |\n| --- | --- |\n',
  '~~Hi~~ Hello, ~there~ world!\n\nThis ~~has a\n\nnew paragraph~~.\n',
  '- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim\n',
]

const own = [
  'README.md',
  'CHANGELOG.md',
  'docs/design.md',
  'docs/pages.md',
  'docs/projects.md',
  'docs/api.md',
]
const root = join(import.meta.dir, '../..')

/** 320 documents: the specifications' examples, three or so in one, our own, random ones, hostile ones. */
function documents(random: () => number): string[] {
  const spec = examples.map(({ markdown }) =>
    markdown.replaceAll('\u2192', '\t').replaceAll('/url', 'https://url.example/'),
  )
  const some = (from: readonly string[], most: number) =>
    Array.from({ length: between(random, 1, most) }, () => pick(random, from)).join(
      pick(random, ['\n', '\n\n', '']),
    )
  return [
    ...spec.filter((_, at) => at % 5 === seed % 5),
    ...GFM,
    ...own.map((name) => readFileSync(join(root, name), 'utf8').slice(0, 12_000)),
    ...Array.from({ length: 60 }, () => some(spec, 6)),
    ...Array.from({ length: 60 }, () => Array.from({ length: 4 }, () => randomMarkdown(random)).join('\n')),
    ...Array.from({ length: 60 }, () => some(vectors, 12)),
  ].filter((text) => text.trim() !== '')
}

let app: TestApp
let browser: TestBrowser
let base: string
let pages: Page[]
beforeAll(async () => {
  app = await startApp()
  browser = await openBrowser()
  base = await signIn(browser, app)
  pages = await Promise.all(Array.from({ length: LANES }, () => browser.context.newPage()))
}, 30_000)
afterAll(async () => {
  await browser?.close()
  await app.stop()
})

test('each document that grew word by word is the document that the server draws at rest, and no closed part of it was touched', async () => {
  const random = seeded(seed)
  const texts = documents(random)
  expect(texts.length).toBeGreaterThan(300)
  let closed = 0
  let starting: Promise<unknown> = Promise.resolve()
  await sideBySide(texts, LANES, async (text, lane) => {
    // One after another, so that each gets the answer that was meant for it.
    const start = starting.then(() => startLive(app, text, random))
    starting = start
    const page = pages[lane] as Page
    const growth = await grow(page, base, await start)
    const told = `SEED=${seed} ${JSON.stringify(text)}`
    expect(growth.touched, told).toEqual([])
    if (!growth.same) expect(growth.live, told).toBe(growth.rest)
    expect(growth.same, told).toBe(true)
    closed += growth.closed
  })
  expect(closed).toBeGreaterThan(texts.length)
}, 300_000)
