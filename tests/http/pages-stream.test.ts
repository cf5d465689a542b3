import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { foldRun } from '../../src/runs/fold.ts'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'
import { PageReader } from '../support/page-reader.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { piecesOf, until } from '../support/runs.ts'

const TEXT = `# Plant diary\n\nSee [it][a] and\nmore. 🌱\n\n[a]: https://example.org/\n\n- **R-1** Water\n- **R-2** Sleep\n
| a | b |\n|---|---|\n| 1 | 2 |\n\n\`\`\`html\n<hx-partial hx-target="#sentence">no</hx-partial>\n\ndata: x\n\`\`\`\n
<script>alert(1)</script> <b hx-get="/x">bold</b> [x](javascript:alert(1))\n\nLast [it][a].\n`

describe("a run's page and its stream", () => {
  let app: TestApp
  const gates: (() => void)[] = []

  beforeAll(async () => {
    app = await startApp({ AUTO_CONTINUE: '0' })
  })
  afterEach(() => {
    for (const open of gates.splice(0)) open()
  })
  afterAll(() => app.stop())

  const gate = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gates.push(resolve)
    return { promise, open: resolve }
  }
  const start = async () => {
    const answer = await app.post('/runs', BRIEF)
    expect(answer.status).toBe(303)
    return answer.headers.get('location') ?? ''
  }
  const open = async (path: string) => new PageReader(await (await app.api(path)).text())
  const feed = (reader: PageReader, signal?: AbortSignal) => {
    const headers: Record<string, string> = reader.lastEventId ? { 'last-event-id': reader.lastEventId } : {}
    return app.api(reader.feed ?? '', { headers, signal })
  }

  test('however often a reader loses the stream, the page ends as one that was never lost', async () => {
    const random = seeded(printedSeed('lost streams'))
    const pieces = piecesOf(random, TEXT, 7)
    let sent = 0
    // The model goes on a little with each frame that was seen, so that it is never done before its readers.
    let permits = 0
    let permitted = () => {}
    async function* deltas() {
      for (const piece of pieces) {
        if (random() < 0.3) {
          while (permits === 0) await new Promise<void>((resolve) => (permitted = resolve))
          permits -= 1
        }
        sent += 1
        yield piece
      }
    }
    app.model.next({ deltas: deltas() })
    const path = await start()
    const reader = await open(path)
    let connections = 0
    while (!reader.ended) {
      connections += 1
      let seen = reader.frames
      const most = seen + 1 + Math.floor(random() * 3)
      await reader.read(await feed(reader), () => {
        if (reader.frames > seen) permits += 1
        seen = reader.frames
        permitted()
        return seen >= most || reader.ended
      })
      // A reload now and then: a page drawn whole instead of frames.
      const fresh = random() < 0.2 ? await open(path) : undefined
      if (fresh?.feed) {
        Object.assign(reader.parts, fresh.parts)
        reader.lastEventId = /after=(\d+)/.exec(fresh.feed)?.[1] ?? ''
      }
    }
    expect(sent).toBe(pieces.length)
    expect(connections).toBeGreaterThan(4)
    const rest = await open(path)
    expect(rest.feed).toBeUndefined()
    expect(reader.document).toBe(rest.document)
    expect(await (await app.api(`${path}/download`)).text()).toBe(TEXT)
  })

  test('a page that was there from the start has the same document as one at rest', async () => {
    const held = gate()
    app.model.next({ deltas: [TEXT.slice(0, 40), held.promise, TEXT.slice(40)] })
    const path = await start()
    const reader = await open(path)
    const read = reader.read(await feed(reader))
    await until(() => reader.document.includes('Plant diary'))
    expect(reader.parts.sentence).toBe('Writing…')
    held.open()
    await read
    const rest = await open(path)
    expect(reader.ended).toBe(true)
    expect(reader.document).toBe(rest.document)
    expect(reader.parts.sentence).toBe('Done.')
    expect(rest.parts.sentence).toBe('Done.')
  })

  test('the first frame comes at once, while the model still thinks', async () => {
    const held = gate()
    app.model.next({ deltas: [held.promise, 'Text.'] })
    const reader = await open(await start())
    const leave = new AbortController()
    await reader.read(await feed(reader, leave.signal), () => reader.frames > 0)
    expect(reader.parts.sentence).toBe('Asking the model…')
    expect(reader.parts.actions).toContain('Stop')
  })

  test('what a model writes is text: no element, attribute or frame of its own', async () => {
    app.model.next({ deltas: [TEXT] })
    const path = await start()
    const reader = await open(path)
    if (reader.feed) await reader.read(await feed(reader))
    for (const page of [await (await app.api(path)).text(), reader.document]) {
      expect(page).not.toMatch(/<script>alert|<b[ >]|<[a-z]+ [^>]*hx-get="\/x"|javascript:/)
      expect(page).not.toContain('<hx-partial hx-target="#sentence">no')
    }
    expect(await (await app.api(path)).text()).toContain(
      '<article id="document" aria-label="Project design" hx-ignore>',
    )
  })

  test('a run that broke off says why and lets its reader go; Continue goes on in the same run', async () => {
    app.model.next({ deltas: ['# One\n\nTwo is'], end: 'cut' })
    const path = await start()
    const reader = await open(path)
    await reader.read(await feed(reader))
    expect(reader.ended).toBe(true)
    expect(reader.parts.sentence).toStartWith('Interrupted. ')
    expect(reader.parts.actions).toContain(`action="${path}/continue"`)
    app.model.next({ deltas: ['Two is better.\n'] })
    const after = /name="after" value="(\d+)"/.exec(reader.parts.actions ?? '')?.[1]
    const answer = await app.api(`${path}/continue`, {
      method: 'POST',
      body: new URLSearchParams({ after: after ?? '' }),
      headers: { 'hx-request': 'true' },
    })
    const again = /hx-sse:connect="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
    expect(again).toBe(`${path}/view?after=${after}`)
    await reader.read(await app.api(again))
    const rest = await open(path)
    expect(reader.document).toBe(rest.document)
    expect(rest.document).toContain('Two is better.')
    expect(rest.parts.sentence).toBe('Done.')
  })

  test('a reader with a number that the journal does not hold gets everything anew', async () => {
    const held = gate()
    app.model.next({ deltas: ['# One\n\nTwo\n\nThree', held.promise] })
    const path = await start()
    const reader = await open(path)
    await reader.read(await feed(reader), () => reader.document.includes('Three'))
    reader.parts.written = '<p>of another life</p>'
    reader.lastEventId = '999'
    await reader.read(await feed(reader), () => !reader.document.includes('another life'))
    expect(reader.document).toBe((await open(path)).document)
  })

  test('a page that has seen more than a power cut has left gets everything anew', async () => {
    const held = gate()
    app.model.next({ deltas: ['# One\n\nTwo\n\nThree', held.promise] })
    const path = await start()
    const reader = await open(path)
    await reader.read(await feed(reader), () => reader.document.includes('Three'))
    reader.parts.written = '<p>of another life</p>'
    const { journal } = app.parts
    const state = journal.state.bind(journal)
    // As a journal says it that was gone on with after the machine had gone down: only the first event is sure.
    journal.state = async (id) => ({ ...(await state(id)), sure: 1 })
    try {
      await reader.read(await feed(reader), () => !reader.document.includes('another life'))
      expect(reader.document).toBe((await open(path)).document)
    } finally {
      journal.state = state
    }
  })

  test('a reader of an ended run is told so, and does not come back for ever', async () => {
    app.model.next({ deltas: ['All.\n'] })
    const path = await start()
    const { end } = await readToEnd(path)
    const reader = new PageReader('')
    await reader.read(await app.api(`${path}/view?after=${end}`))
    expect(reader.ended).toBe(true)
    expect(reader.lastEventId).toBe(String(end))
  })

  async function readToEnd(path: string) {
    const id = path.replace('/runs/', '')
    await until(async () => (await foldRun(app.parts.journal, id)).end !== undefined)
    return { end: (await foldRun(app.parts.journal, id)).last }
  }

  test('a reader of a deleted run is told so, and does not come back for ever', async () => {
    app.model.next({ deltas: ['All.\n'] })
    const path = await start()
    await readToEnd(path)
    expect((await app.api(`${path}/delete`, { method: 'POST' })).status).toBe(303)
    const reader = new PageReader('')
    await reader.read(await app.api(`${path}/view?after=3`))
    expect(reader.ended).toBe(true)
    expect(reader.parts.sentence).toContain('deleted')
    expect((await app.api(path)).status).toBe(404)
  })

  test.each(['DELETE', 'POST'])(
    'a reader of a run that is deleted in mid-text is told so (%s)',
    async (method) => {
      const held = gate()
      app.model.next({ deltas: ['# One\n\nTwo', held.promise, ' three'] })
      const path = await start()
      const reader = await open(path)
      const read = reader.read(await feed(reader))
      await until(() => reader.document.includes('Two'))
      await app.api(method === 'POST' ? `${path}/delete` : `/api${path}`, { method })
      await read
      expect(reader.ended).toBe(true)
      expect(reader.parts.sentence).toBe('This run was deleted.')
      expect(reader.parts.actions).toBe('<a href="/">Write another</a>')
      expect(reader.parts.afterword).toBe('')
      expect(reader.document).toContain('Two')
    },
  )

  test('leaving a page does not stop its run, and HEAD starts no stream', async () => {
    const held = gate()
    app.model.next({ deltas: ['One.', held.promise, ' Two.\n'] })
    const path = await start()
    const reader = await open(path)
    await reader.read(await feed(reader), () => reader.document.includes('One.'))
    expect((await app.api(reader.feed ?? '', { method: 'HEAD' })).body).toBeNull()
    held.open()
    await readToEnd(path)
    expect((await open(path)).document).toContain('One. Two.')
  })
})
