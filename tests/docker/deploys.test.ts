import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { docker } from './engine.ts'
import { Load } from './load.ts'
import { Model } from './model.ts'
import { figure, isLong, KEY, PASSWORD, Stack } from './stack.ts'

/** A new version takes over under people at work, again and again. None of them may notice. */
/** With --long as many as a month of releases. */
const DEPLOYS = isLong ? 25 : 4
const RELOADS = isLong ? 10 : 3
const STREAMS = 50
const PART = 'deploys'

const NO_FAULTS = { cut: 0, 'lost or doubled': 0, refused: 0, 'paid twice': 0 }

let stack: Stack
let model: Model
let cookie: string

beforeAll(async () => {
  model = new Model()
  stack = await Stack.clone('deploys', {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    STREAMING_PROXY_KEY: KEY,
    UI_PASSWORD: PASSWORD,
    LIMIT_STREAMS: '150',
  })
  await stack.deploy('load-0')
  cookie = await stack.signIn()
}, 900_000)

afterAll(async () => {
  await stack.down()
  await model.stop()
}, 120_000)

function startLoad(): Load {
  const load = new Load({ address: stack.address, key: KEY, cookie, model, streams: STREAMS })
  load.start()
  return load
}

async function expectNoFaults(load: Load): Promise<void> {
  await load.end()
  expect(load.faults, load.complaint()).toEqual(NO_FAULTS)
}

describe(`under ${STREAMS} live streams and short requests of every kind`, () => {
  test(`${DEPLOYS} deploys cut no stream, lose and double no event, refuse no request`, async () => {
    const load = startLoad()
    const seconds: number[] = []
    try {
      for (let deploy = 1; deploy <= DEPLOYS; deploy += 1) {
        await load.full()
        seconds.push(await stack.deploy(`load-${deploy}`))
        expect((await stack.health()).version).toBe(`load-${deploy}`)
      }
    } finally {
      await load.end()
    }
    seconds.sort((one, other) => one - other)
    figure(PART, 'deploys under load', DEPLOYS)
    figure(PART, 'live streams during each', STREAMS)
    figure(PART, 'streams read to their end', load.streams)
    figure(PART, 'events read', load.events)
    figure(PART, 'short requests answered', load.shorts.answered)
    for (const [name, count] of Object.entries(load.faults)) figure(PART, name, count)
    figure(PART, 'seconds a deploy took: median', (seconds[Math.floor(seconds.length / 2)] ?? 0).toFixed(1))
    figure(PART, 'seconds a deploy took: longest', (seconds.at(-1) ?? 0).toFixed(1))
    expect(load.faults, load.complaint()).toEqual(NO_FAULTS)
  })

  test('what drained is gone afterwards: one server is left, and three images', async () => {
    const until = performance.now() + 60_000
    while ((await stack.servers()).length > 1 && performance.now() < until) await Bun.sleep(500)
    expect(await stack.servers()).toHaveLength(1)
    const images = async () => new Set((await docker('images', '-q', stack.project)).trim().split('\n')).size
    while ((await images()) > 3 && performance.now() < until) await Bun.sleep(500)
    expect(await images()).toBeLessThanOrEqual(3)
  })

  test(`${RELOADS} reloads of nginx cut nothing`, async () => {
    const load = startLoad()
    try {
      for (let reload = 0; reload < RELOADS; reload += 1) {
        await load.full()
        await stack.compose('kill', '-s', 'HUP', 'nginx')
        await Bun.sleep(1500)
      }
    } finally {
      await load.end()
    }
    figure(PART, 'reloads of nginx under load, nothing cut or refused', RELOADS)
    await expectNoFaults(load)
  })

  test('a setting of nginx that a deploy changes cuts nothing, and counts from then on', async () => {
    const load = startLoad()
    try {
      await load.full()
      stack.set({ LIMIT_STREAMS: '70' })
      await stack.deploy('load-limit')
    } finally {
      await load.end()
    }
    await expectNoFaults(load)
    expect(await letIn(80)).toBe(70)
  })
})

/** How many of so many streams of one address nginx lets in at once. */
async function letIn(streams: number): Promise<number> {
  const body = { projectName: 'load-many', requirements: 'Write.', languages: ['TypeScript'] }
  const start = await stack.api('/api/design/stream', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: 'text/html' },
  })
  const id = start.headers.get('location')?.split('/').pop()
  const answers = await Promise.all(
    Array.from({ length: streams }, () => stack.api(`/api/runs/${id}/events`)),
  )
  const statuses = answers.map(({ status }) => status)
  await Promise.all(answers.map((answer) => answer.body?.cancel()))
  expect(new Set(statuses)).toEqual(new Set([200, 429]))
  return statuses.filter((status) => status === 200).length
}
