import type { Page } from 'playwright-core'
import { BRIEF, type TestApp } from './app.ts'
import { between } from './random.ts'
import { piecesOf } from './runs.ts'

/** Milliseconds between two pieces, so that a document comes in several frames. */
const PACE = 12
/** Pieces of a document, about. */
const PIECES = 14

export interface Live {
  path: string
  /** Lets the model write. */
  write(): void
}

/** A run whose model waits until it is told to write the text, in random pieces. */
export async function startLive(app: TestApp, text: string, random: () => number): Promise<Live> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const longest = Math.max(2, Math.ceil((2 * text.length) / between(random, 2, PIECES)))
  const arrived = app.model.next({ deltas: [promise, ...piecesOf(random, text, longest)], paceMs: PACE })
  const answer = await app.post('/api/design/stream', BRIEF)
  const id = answer.headers.get('location')?.split('/').at(-1)
  if (!id) throw new Error(`no run was started: ${answer.status}`)
  void answer.body?.cancel()
  await arrived
  return { path: `/runs/${id}`, write: () => resolve() }
}

/** What a page saw of its document while it grew. */
export interface Growth {
  /** Closed nodes that were there, and what befell them afterwards. */
  closed: number
  touched: string[]
  /** The document as it stood at the end, and where it differs from the one that the server draws at rest. */
  live: string
  rest: string
  same: boolean
}

/** Opens the run's page, has the text written, and compares the grown document with the one at rest. */
export async function grow(page: Page, base: string, live: Live): Promise<Growth> {
  await page.goto(base + live.path)
  await page.evaluate(() => {
    const written = document.getElementById('written')
    if (!written) throw new Error('no document')
    const seen = { marked: 0, touched: [] as string[] }
    const known = new Set<Node>()
    const mark = () => {
      for (const node of written.childNodes) known.add(node)
      seen.marked = known.size
    }
    mark()
    // htmx marks what it puts in with a class, and takes it away again: of attributes only what stays counts.
    new MutationObserver((records) => {
      for (const { type, target, removedNodes } of records) {
        if (type !== 'childList' || target !== written) seen.touched.push(`${type} in ${target.nodeName}`)
        for (const node of removedNodes) if (known.has(node)) seen.touched.push(`${node.nodeName} went`)
      }
      mark()
    }).observe(written, { childList: true, subtree: true, characterData: true })
    Object.assign(globalThis, { growth: seen, known })
  })
  live.write()
  await page.locator('#sentence', { hasText: /Done\.|Failed|Interrupted/ }).waitFor()
  return page.evaluate(async () => {
    const { growth, known } = globalThis as unknown as {
      growth: { marked: number; touched: string[] }
      known: Set<Node>
    }
    const answer = await fetch(location.pathname)
    const rest = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const [grown, drawn] = [document, rest].map((it) => it.getElementById('document'))
    if (!grown || !drawn) throw new Error('no document')
    const written = document.getElementById('written') as Element
    for (const node of known) if (node.parentNode !== written) growth.touched.push(`${node.nodeName} is gone`)
    for (const it of [grown, drawn]) it.normalize()
    return {
      closed: growth.marked,
      touched: growth.touched,
      live: grown.innerHTML,
      rest: drawn.innerHTML,
      same: grown.isEqualNode(drawn),
    }
  })
}

/** Does something to each item, so many at once. */
export async function sideBySide<T>(
  items: readonly T[],
  lanes: number,
  act: (item: T, lane: number) => Promise<void>,
) {
  const queue = items.values()
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (const item of queue) await act(item, lane)
    }),
  )
}
