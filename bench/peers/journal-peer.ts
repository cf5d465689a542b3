import { Database } from 'bun:sqlite'
import { appendFile, appendFileSync } from 'node:fs'
import { EventFrames } from '../../src/routes/event-frames.ts'
import { type JournalEvent, JournalTaken, type JournalWriter } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { Owners } from '../../src/runs/owners.ts'
import { isEnd, newRunId, type Order, type Run } from '../../src/runs/run.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { sseResponse } from '../../src/sse/response.ts'
import { Store } from '../../src/store/database.ts'
import { RunList } from '../../src/store/run-list.ts'

/**
 * One process of two-processes.ts: writes its share of the runs at a fixed rate, takes over what nobody writes, follows
 * runs of everybody, and keeps the store busy. It tells what it did in lines of `<owner>.jsonl`, which survive its death,
 * and each delay as a pair of doubles (when, milliseconds; negative for its own runs) in `<owner>.delays`.
 */
const [folder = '', share = '25', all = '50', rate = '20', followers = '100'] = process.argv.slice(2)
const owner = newRunId((bytes) => crypto.getRandomValues(new Uint8Array(bytes)))
const time = () => performance.timeOrigin + performance.now()
const tell = (what: object) => appendFileSync(`${folder}/${owner}.jsonl`, `${JSON.stringify(what)}\n`)

process.on('uncaughtException', fault)
process.on('unhandledRejection', fault)
function fault(error: unknown): void {
  tell({ kind: 'fault', error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
}

const journal = new LogJournal({
  folder: `${folder}/journal`,
  owner,
  onDamage: (damage) => fault(damage),
})
const owners = new Owners(`${folder}/owners`, owner, () => performance.now())
const store = new Store(`${folder}/devussy.sqlite`)
const runs = new RunList(store)
const order: Order = {
  stage: 'design',
  input: {
    projectName: 'Bench',
    requirements: 'A bench.',
    languages: ['TypeScript'],
    frameworks: [],
    apis: [],
  },
  model: 'bench',
  requestId: 'bench',
}

/** What was seen of a run, or acknowledged to its writer, from one number to another: compared with the journal at the end. */
class Passage {
  private sum = 0
  private first = 0
  private last = 0

  constructor(
    private readonly by: 'reader' | 'writer',
    private readonly run: string,
  ) {}

  add(n: number, json: string): void {
    if (this.first === 0) this.first = n
    else if (n !== this.last + 1) tell({ kind: 'gap', by: this.by, run: this.run, last: this.last, n })
    this.last = n
    this.sum = Bun.hash.crc32(json, this.sum)
  }

  end(): void {
    const { by, run, first, last, sum } = this
    if (first > 0) tell({ kind: 'passage', by, run, first, last, sum })
  }
}

const mine = new Map<string, JournalWriter>()

async function write(run: Run, writer: JournalWriter, from: number): Promise<void> {
  const passage = new Passage('writer', run.id)
  mine.set(run.id, writer)
  let n = from
  const append = async (type: string, data: object) => {
    await writer.append([{ type, data }])
    n += 1
    passage.add(n, JSON.stringify(data))
  }
  try {
    let due = performance.now() + Math.random() * 50
    const events = 100 + Math.floor(Math.random() * 200)
    for (let event = 0; event < events; event += 1) {
      due = Math.max(due + 1000 / Number(rate), performance.now() - 100)
      await Bun.sleep(Math.max(0, due - performance.now()))
      await append('token', { content: `${owner} ${n} `, at: time() })
    }
    await append('done', { at: time() })
    await writer.close()
    runs.update({ ...run, status: 'done' }, Date.now()).catch(tried)
  } catch (error) {
    if (error instanceof JournalTaken) tell({ kind: 'taken', run: run.id, at: time() })
    else fault(error)
  } finally {
    passage.end()
    mine.delete(run.id)
  }
}

const tried = (error: unknown) => tell({ kind: 'store', error: String(error), at: time() })

/** Goes on with what nobody looks after. Nothing waits for the store, whose lock the frozen one may hold. */
async function look(): Promise<void> {
  await Promise.all(runs.open().map(lookAfter))
}

const looking = new Set<string>()
async function lookAfter(run: Run): Promise<void> {
  if (mine.has(run.id) || looking.has(run.id)) return
  looking.add(run.id)
  try {
    const { ended, owner: writer, last } = await journal.state(run.id)
    if (ended) runs.update({ ...run, status: 'done' }, Date.now()).catch(tried)
    else if (!owners.isAlive(writer)) {
      const next = await journal.takeOver(run.id)
      await next.append([{ type: 'notice', data: { kind: 'continued', from: writer, at: time() } }])
      tell({ kind: 'takeover', run: run.id, from: writer, at: time() })
      const { last: now } = await journal.state(run.id)
      void write(run, next, now)
      if (now < last) fault(new Error('a journal became shorter'))
    }
  } catch (error) {
    // Between the entry in the list and the journal, or another was quicker.
    if (!/^(RunUnknown|JournalTaken)$/.test((error as Error).name)) fault(error)
  }
  looking.delete(run.id)
}

/** Begins runs where there are too few. */
async function begin(): Promise<void> {
  for (;;) {
    if (runs.open().length < Number(all) && mine.size < Number(share)) {
      const id = newRunId((bytes) => crypto.getRandomValues(new Uint8Array(bytes)))
      const run: Run = {
        id,
        stage: 'design',
        name: 'Bench',
        model: 'bench',
        provider: 'bench',
        status: 'writing',
        createdAt: new Date().toISOString(),
      }
      try {
        await runs.enter(run, { client: 'bench', key: id, body: id })
        void write(run, await journal.create(id, order), 0)
      } catch (error) {
        tried(error)
      }
    } else await Bun.sleep(100)
  }
}

const delays: number[] = []
function saw(event: JournalEvent): void {
  if (event.type !== 'token') return
  const { at, content } = JSON.parse(event.json) as { at: number; content: string }
  const now = time()
  delays.push(now, content.startsWith(owner) ? at - now : now - at)
}

/** One reader after another at one place: comes to a run anywhere in it, stays a while or to the end. */
async function follow(place: number): Promise<void> {
  for (;;) {
    const open = runs.open()
    const run = open[(place * 7 + Math.floor(Math.random() * 3)) % Math.max(1, open.length)]
    if (!run) {
      await Bun.sleep(50)
      continue
    }
    const last = (await journal.state(run.id).catch(() => undefined))?.last ?? 0
    const from = Math.floor(Math.random() * (last + 1))
    const viewer = new Viewer(journal, run.id, from)
    const passage = new Passage('reader', run.id)
    const leaving = setTimeout(() => viewer.close(), 500 + Math.random() * 10_000)
    let ended = false
    try {
      for (let sight = await viewer.next(); sight; sight = await viewer.next()) {
        if (sight.kind !== 'events') tell({ kind: sight.kind, run: run.id, from })
        else
          for (const event of sight.events) {
            if (event.n > last) saw(event)
            if (ended) tell({ kind: 'behind the end', run: run.id })
            ended ||= isEnd(event.type)
            passage.add(event.n, event.json)
          }
      }
    } catch (error) {
      fault(error)
    }
    clearTimeout(leaving)
    passage.end()
  }
}

owners.start(() => void look())
await look()
void begin()
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const open = runs.open()
    const run = open[(Number(new URL(request.url).searchParams.get('place')) * 7) % Math.max(1, open.length)]
    if (!run) return new Response('no run yet', { status: 503 })
    const { last } = await journal.state(run.id)
    return sseResponse(new EventFrames(journal, run.id, last), { signal: AbortSignal.timeout(5000) })
  },
})
for (let place = 0; place < Number(followers); place += 1) void follow(place)
setInterval(() => {
  if (delays.length > 0)
    appendFile(`${folder}/${owner}.delays`, Buffer.from(Float64Array.from(delays.splice(0)).buffer), () => {})
}, 500)
// The store: somebody signs in 20 times a second, and files of its kind are opened and closed.
setInterval(() => {
  void store
    .write((db) =>
      db.run('INSERT OR REPLACE INTO sessions VALUES (?, 0, ?)', [
        `t${Math.floor(Math.random() * 500)}`,
        Date.now(),
      ]),
    )
    .catch(tried)
}, 50)
setInterval(() => {
  const other = new Database(`${folder}/devussy.sqlite`, { readonly: true })
  other.run('PRAGMA busy_timeout = 100')
  try {
    other.query('SELECT count(*) FROM sessions').get()
  } catch {}
  other.close()
}, 200)
process.on('message', (message) => {
  if (message === 'end') process.exit(0)
})
process.send?.({ owner, port: server.port })
