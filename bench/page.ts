import { BRIEF, startApp } from '../tests/support/app.ts'
import { openBrowser, signIn } from '../tests/support/browser.ts'
import { startRoughProxy } from '../tests/support/rough-proxy.ts'
import { awake, Parts, part, type Sleep, sleep } from '../tests/support/sleeper.ts'

/**
 * Question: what does a page cost while 200 tokens a second stream into a document of 100 KB? Long tasks of the main
 * thread, its heap, layout shifts, and whether a reader in the middle is moved. With `bun bench/page.ts sleep`: does a
 * page that sleeps five times for SLEEP seconds (60) in one run show the text whole?
 */
const KILOBYTES = Number(process.env.KILOBYTES ?? 100)
const RATE = Number(process.env.RATE ?? 200)
const SLEEP = Number(process.env.SLEEP ?? 60)

const app = await startApp({ MODEL_TOKEN_TIMEOUT: '30m' })
const browser = await openBrowser({ args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'] })

interface Shift {
  value: number
  sources: { node?: Node }[]
}

/** What a design is made of: text, lists, a table, code. */
const chapter = (at: number) => `## Part ${at}

It says what is to be built, by whom it is used, and **why** it is worth the while, in words that go on for some lines as they do in a real design.

- **R-${3 * at + 1}** A keeper sees the state of each device within two seconds.
- **R-${3 * at + 2}** A keeper switches a device off, see [the list](https://example.org/).

| Choice | Reason |
| --- | --- |
| TypeScript | one language on both sides |
| SQLite | one file |

\`\`\`ts
export async function part${at}(device: Device): Promise<State> {
  return (await fetch(device.url)).json() // a comment
}
\`\`\`

`

async function streams(): Promise<void> {
  let text = '# Long\n\n'
  for (let at = 0; text.length < KILOBYTES * 1024; at += 1) text += chapter(at)
  // Four characters are a token, about; what was there before is written at once, so that the end is measured.
  const tokens = text.match(/[\s\S]{1,4}/g) ?? []
  const slow = Math.min(tokens.length, 30 * RATE)
  const { promise, resolve } = Promise.withResolvers<void>()
  const fast = tokens.slice(0, -slow).join('')
  const deltas = async function* () {
    yield fast.slice(0, 1) || 'x'
    if (fast) yield fast.slice(1)
    await promise
    const began = performance.now()
    for (const [at, token] of tokens.slice(-slow).entries()) {
      const early = began + (1000 * at) / RATE - performance.now()
      if (early > 0) await Bun.sleep(early)
      yield token
    }
  }
  app.model.next({ deltas: deltas() })
  const base = await signIn(browser, app)
  const answer = await app.post('/api/design/stream', BRIEF)
  void answer.body?.cancel()
  const page = await browser.context.newPage()
  page.setDefaultTimeout(600_000)
  await page.goto(`${base}/runs/${answer.headers.get('location')?.split('/').at(-1)}`)
  await page.waitForFunction(
    (least) => document.querySelectorAll('#document h2').length >= least,
    Math.floor(fast.length / 900),
  )
  await page.evaluate(() => {
    const seen = {
      tasks: [] as number[],
      shifts: 0,
      movers: [] as string[],
      heaps: [] as number[],
      scrolls: 0,
    }
    const middle = document.querySelectorAll('#document h2')
    middle[Math.floor(middle.length / 2)]?.scrollIntoView()
    const selected = middle[Math.floor(middle.length / 2)]?.nextElementSibling
    if (selected) getSelection()?.selectAllChildren(selected)
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        addEventListener('scroll', () => (seen.scrolls += 1))
        new PerformanceObserver((list) =>
          seen.tasks.push(...list.getEntries().map((it) => it.duration)),
        ).observe({ type: 'longtask' })
        new PerformanceObserver((list) => {
          for (const it of list.getEntries() as unknown as Shift[]) {
            seen.shifts += it.value
            for (const { node } of it.sources)
              seen.movers.push(
                `${(node as HTMLElement)?.id || node?.parentElement?.id || node?.nodeName} while ${document.getElementById('sentence')?.textContent}`,
              )
          }
        }).observe({ type: 'layout-shift' })
        setInterval(
          () =>
            seen.heaps.push(
              (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
            ),
          500,
        )
      }),
    )
    Object.assign(globalThis, { seen, words: String(getSelection()), place: scrollY })
  })
  resolve()
  await page.locator('#sentence', { hasText: /Done\.|Failed|Interrupted/ }).waitFor()
  const { seen, kept, moved } = await page.evaluate(() => {
    const { seen, words, place } = globalThis as unknown as {
      seen: { tasks: number[]; shifts: number; movers: string[]; heaps: number[]; scrolls: number }
      words: string
      place: number
    }
    return { seen, kept: words !== '' && String(getSelection()) === words, moved: scrollY - place }
  })
  const megabytes = (bytes = 0) => `${(bytes / 2 ** 20).toFixed(1)} MB`
  console.log(`${(text.length / 1024).toFixed(0)} KB, the last ${slow} tokens at ${RATE} a second`)
  console.log(
    `tasks over 50 ms: ${seen.tasks.length}${seen.tasks.length ? `, the longest ${Math.max(...seen.tasks)} ms` : ''}`,
  )
  console.log(
    `heap: at first ${megabytes(seen.heaps[0])}, at most ${megabytes(Math.max(...seen.heaps))}, at the end ${megabytes(seen.heaps.at(-1))}`,
  )
  console.log(
    `layout shift ${seen.shifts.toFixed(4)}${seen.movers.length > 0 ? ` (in ${[...new Set(seen.movers)].join(', ')})` : ''}, scrolled ${moved} px in ${seen.scrolls} events, selection ${kept ? 'kept' : 'LOST'}`,
  )
}

async function sleeps(): Promise<void> {
  const kinds: Sleep[] = ['offline', 'hidden', 'frozen', 'offline', 'frozen']
  const proxy = startRoughProxy(app.listen())
  await signIn(browser, app)
  const parts = new Parts(app, 2 * kinds.length + 1)
  const page = await browser.context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(proxy.url + (await parts.path))
  parts.write(0)
  for (const [at, kind] of kinds.entries()) {
    const wake = await sleep(page, kind, proxy)
    parts.write(2 * at + 1)
    await Bun.sleep(SLEEP * 1000)
    const awakeAt = performance.now()
    await wake()
    await part(page, 2 * at + 1).waitFor()
    console.log(
      `${kind} for ${SLEEP} s: caught up ${Math.round(performance.now() - awakeAt)} ms after waking`,
    )
    parts.write(2 * at + 2)
    await part(page, 2 * at + 2).waitFor()
  }
  await page.locator('#sentence', { hasText: 'Done.' }).waitFor()
  const { live, rest, parts: shown } = await awake(page)
  console.log(
    `the text is ${live === rest ? 'identical' : 'NOT identical'}, ${new Set(shown).size} of ${parts.count} parts, ${shown.length - new Set(shown).size} twice`,
  )
  proxy.stop()
}

try {
  if (process.argv[2] === 'sleep') await sleeps()
  else await streams()
} finally {
  await browser.close()
  await app.stop()
}
