import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { numbersOf, oneTo, readEvents, type SeenEvent, textOf } from '../support/events.ts'
import { demand, docker, run } from './engine.ts'
import { OwnEngine, whyNoEngine } from './own-engine.ts'
import { figure, KEY, Stack } from './stack.ts'

/** A machine that goes down and comes up again. */
const PART = 'boot'
const why = whyNoEngine()

describe.skipIf(why !== undefined)(`power cut${why ? ` (${why})` : ''}`, () => {
  let engine: OwnEngine
  let stack: Stack
  const tag = (version: string) => `${stack.project}-image:${version}`

  beforeAll(async () => {
    engine = new OwnEngine()
    stack = await Stack.clone('boot', { STREAMING_PROXY_KEY: KEY, DEMO_TOKENS_PER_SECOND: '100' })
    for (const version of ['one', 'two'])
      await demand([
        'docker',
        'build',
        '-q',
        '-t',
        tag(version),
        '--build-arg',
        `VERSION=${version}`,
        stack.site,
      ])
    await engine.start()
    await engine.take([tag('one'), tag('two'), 'nginx:1.30'])
    await deploy('one')
  }, 900_000)

  afterAll(async () => {
    await engine.stop()
    await docker('rmi', tag('one'), tag('two'))
    await stack.down()
  }, 120_000)

  async function deploy(version: string): Promise<void> {
    const { code, out, error } = await run(
      ['./scripts/deploy-vps.sh', 'deploy', '--local', '--image', tag(version)],
      {
        cwd: stack.site,
        env: { ...stack.environment(), ...engine.env },
        timeout: 240_000,
      },
    )
    expect(code, out + error).toBe(0)
  }

  /** An answer's text, or what came of it in so many seconds. */
  async function ask(path: string, seconds: number, ...more: string[]): Promise<string> {
    const key = ['-H', `X-Streaming-Proxy-Key: ${KEY}`]
    const { out } = await engine.within(
      ['curl', '-sN', '-m', `${seconds}`, ...key, ...more, `${stack.address}${path}`],
      120_000,
    )
    return out
  }

  const eventsOf = (text: string): Promise<SeenEvent[]> =>
    // What the cut has left of a frame counts for nothing.
    readEvents(new Response(text.slice(0, text.lastIndexOf('\n\n') + 2)))

  async function cutAndBoot(): Promise<number> {
    await engine.cutPower()
    const from = performance.now()
    await engine.start()
    const until = performance.now() + 90_000
    while (!(await ask('/readyz', 2)).includes('"ready":true')) {
      if (performance.now() > until) throw new Error(`nothing answers: ${await engine.docker('ps', '-a')}`)
      await Bun.sleep(250)
    }
    return (performance.now() - from) / 1000
  }

  const running = async (): Promise<string[]> => {
    const names = await engine.docker('ps', '--format', '{{.Label "com.docker.compose.service"}}')
    return names.trim().split('\n').sort()
  }

  test('the stack comes back by itself, and the run that was being written goes on', async () => {
    const body = JSON.stringify({ projectName: 'Tidebook', requirements: 'Log tides.', languages: ['Go'] })
    const start = ['-X', 'POST', '-d', body, '-H', 'Content-Type: application/json']
    const before = await eventsOf(await ask('/api/design/stream', 4, ...start))
    const id = before[0]?.data.run?.id ?? ''
    expect(before.length).toBeGreaterThan(3)

    const seconds = await cutAndBoot()

    figure(PART, 'seconds from the start of the engine to an answer', seconds.toFixed(1))
    expect(await running()).toEqual(['blue', 'nginx'])
    const last = numbersOf(before).at(-1) ?? 0
    const after = await eventsOf(await ask(`/api/runs/${id}/events?after=${last}`, 90))
    expect(after.at(-1)?.type).toBe('done')
    expect(after.map(({ data }) => data.kind)).toContain('continued')
    const all = [...before, ...after]
    expect(numbersOf(all)).toEqual(oneTo(all.length))
    const kept = JSON.parse(await ask(`/api/runs/${id}`, 10)) as { text: string }
    expect(textOf(all)).toBe(kept.text)
  })

  test('after a roll, the colour that is live comes back, and no other', async () => {
    await deploy('two')
    await cutAndBoot()
    expect(JSON.parse(await ask('/health', 5))).toMatchObject({
      version: 'two',
      colour: 'green',
      state: 'live',
    })
    const until = performance.now() + 60_000
    while ((await running()).length > 2 && performance.now() < until) await Bun.sleep(500)
    expect(await running()).toEqual(['green', 'nginx'])
  })
})
