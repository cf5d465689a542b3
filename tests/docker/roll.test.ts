import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docker } from './engine.ts'
import { KEY, Stack } from './stack.ts'

let stack: Stack

const file = (name: string): string => join(stack.site, name)
const good = (): string[] => ['deploy', '--local', '--image', `${stack.project}:good`]
const history = (): string[] => readFileSync(file('.deploy/history'), 'utf8').trim().split('\n')

/** Looks again until it is so; throws what it was like after `seconds`. */
async function until<T>(look: () => Promise<T>, isIt: (seen: T) => boolean, seconds = 90): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const seen = await look()
    if (isIt(seen)) return seen
    if (performance.now() > end) throw new Error(`after ${seconds} s: ${JSON.stringify(seen)}`)
    await Bun.sleep(300)
  }
}

/** The old version has drained, and nothing is left of it. */
const alone = (): Promise<string[]> =>
  until(
    () => stack.servers(),
    (ids) => ids.length === 1,
  )

interface Attempt {
  pid: number
  code: number
  text: string
}

/** A deploy; something is done as soon as it says that line. */
async function deployWith(
  line: string,
  act: (deploy: Bun.Subprocess) => unknown,
  words = good(),
): Promise<Attempt> {
  const child = Bun.spawn(['./scripts/deploy-vps.sh', ...words], {
    cwd: stack.site,
    env: { ...process.env, ...stack.environment() },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 240_000,
  })
  const error = new Response(child.stderr).text()
  let text = ''
  let isDone = false
  const decoder = new TextDecoder()
  for await (const bytes of child.stdout) {
    text += decoder.decode(bytes)
    if (isDone || !text.includes(line)) continue
    isDone = true
    await act(child)
  }
  return { pid: child.pid, code: await child.exited, text: text + (await error) }
}

/** A deploy that gets a signal as soon as it says that line; where it never says it, it just ends. */
const stopAt = (line: string, signal: NodeJS.Signals): Promise<Attempt> =>
  deployWith(line, (deploy) => deploy.kill(signal))

/** Has the server write something that takes its time. */
async function startSlowRun(): Promise<void> {
  const cookie = await stack.signIn('canary $ecret-71')
  const run = await stack.visitor({ cookie, 'sec-fetch-site': 'same-origin' }).fetch('/runs', {
    method: 'POST',
    body: new URLSearchParams({ projectName: 'Slow', requirements: 'A clock.', languages: 'Go' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(run.status).toBeLessThan(400)
}

beforeAll(async () => {
  stack = await Stack.clone('roll', { DEMO_TOKENS_PER_SECOND: '200', LIMIT_STREAMS: '90' })
  await stack.deploy('good')
})

afterAll(async () => {
  await stack?.down()
})

describe('after a deploy', () => {
  test('`docker compose up -d` by hand changes nothing, whatever git pull or .env say by then', async () => {
    const before = await docker(
      'ps',
      '-q',
      '--no-trunc',
      '--filter',
      `label=com.docker.compose.project=${stack.project}`,
    )
    stack.set({ LIMIT_STREAMS: '91', DEMO_TOKENS_PER_SECOND: '300' })
    await stack.compose('up', '-d')
    expect(
      await docker('ps', '-q', '--no-trunc', '--filter', `label=com.docker.compose.project=${stack.project}`),
    ).toBe(before)
  })

  test('`docker inspect` shows no secret, and the server has it', async () => {
    stack.set({ UI_PASSWORD: '"canary $ecret-71"'.replace('$', '\\$') })
    const { code, out, error } = await stack.script(good())
    expect(code, out + error).toBe(0)
    await stack.signIn('canary $ecret-71')
    const ids = (await docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${stack.project}`))
      .trim()
      .split('\n')
    expect(await docker('inspect', ...ids)).not.toContain('ecret-71')
    expect(readFileSync(file('.deploy/compose.yml'), 'utf8')).not.toContain('ecret-71')
    expect(out + error).not.toContain('ecret-71')
  })

  test('nothing is left of the old version', async () => {
    const [left = ''] = await alone()
    expect(await docker('inspect', '--format', '{{.HostConfig.RestartPolicy.Name}}', left)).toContain(
      'unless-stopped',
    )
    const { code, out } = await stack.script(['status'])
    expect(out).toContain('disk and engine agree')
    expect(code).toBe(0)
  })

  test('the history tells time, version, colour, result and seconds', () => {
    expect(history().at(-1)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\tdeploy\tgood\t(blue|green)\tok\t\d+$/)
  })
})

describe('a deploy that is stopped at', () => {
  const steps: [line: string, signal: NodeJS.Signals][] = [
    ['checks', 'SIGINT'],
    ['check settings', 'SIGTERM'],
    ['check nginx', 'SIGHUP'],
    ['] start ', 'SIGINT'],
    ['wait for', 'SIGTERM'],
    ['smoke test', 'SIGINT'],
    ['apply nginx', 'SIGTERM'],
    ['switch to', 'SIGHUP'],
  ]
  test.each(steps)('"%s" by %s puts everything back', async (line, signal) => {
    const before = await alone()
    const frozen = readFileSync(file('.deploy/compose.yml'), 'utf8')
    const { code, text } = await stopAt(line, signal)
    expect(code, text).toBe(130)
    expect(text).toContain(`stopped by ${signal}`)
    expect(readFileSync(file('.deploy/compose.yml'), 'utf8')).toBe(frozen)
    expect(await alone()).toEqual(before)
    const { out } = await stack.script(['status'])
    expect(out).toContain('disk and engine agree')
  })
})

describe('a deploy that is killed at', () => {
  test.each(['wait for', 'smoke test', 'switch to'])('"%s" is mended by the next one', async (line) => {
    await alone()
    const { pid } = await stopAt(line, 'SIGKILL')
    expect((await stack.health()).version).toBe('good')
    const { code, out, error } = await stack.script(good())
    expect(code, out + error).toBe(0)
    await alone()
    expect((await stack.script(['status'])).out).toContain('disk and engine agree')
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`devussy-deploy-${pid}-`))).toEqual([])
    expect(existsSync(file('.deploy/secrets/.before'))).toBe(false)
  })
})

test('two deploys at once: the second waits and then does its own, or gives up when it may not wait', async () => {
  const first = stopAt('never said', 'SIGINT')
  await until(
    () => Promise.resolve(existsSync(file('.deploy/at-work'))),
    (isThere) => isThere,
  )
  const impatient = await stack.script([...good(), '--timeout', '1'])
  expect(impatient.code).toBe(6)
  expect(impatient.out).toContain('waiting for another that is at work')
  const second = await stack.script([
    'deploy',
    '--local',
    '--image',
    `${stack.project}:good`,
    '--timeout',
    '200',
  ])
  const done = await first
  expect(done.code, done.text).toBe(0)
  expect(second.code, second.out + second.error).toBe(0)
})

test('a version that still drains is live again at once by a rollback, and keeps its stream', async () => {
  await alone()
  stack.set({ DEMO_TOKENS_PER_SECOND: '4' })
  expect((await stack.script(good())).code).toBe(0)
  await alone()
  const slow = await stack.servers()
  await startSlowRun()
  const { code, out, error } = await stack.script(['deploy', '--local'], { VERSION: 'next' })
  expect(code, out + error).toBe(0)
  expect((await stack.servers()).length).toBe(2)
  const back = await stack.script(['rollback', 'good'])
  expect(back.code, back.out + back.error).toBe(0)
  expect(back.out).toContain('which still drains')
  expect(await alone()).toEqual(slow)
  expect((await stack.health()).version).toBe('good')
})

test('what has drained while the next deploy is at work is not started again', async () => {
  await alone()
  await startSlowRun()
  const { code, out, error } = await stack.script(good())
  expect(code, out + error).toBe(0)
  const [live = '', draining = ''] = await stack.servers()
  expect(draining).not.toBe('')
  const next = await deployWith('check settings', () => docker('kill', draining))
  expect(next.code, next.text).toBe(0)
  // The one in between goes on with what the killed one has left.
  const left = await until(
    () => stack.servers(),
    (ids) => !ids.includes(draining),
  )
  expect(left).toHaveLength(2)
  expect(left[1]).toBe(live)
})

test('`docker compose down` in the middle of a roll waits for what is being written, and leaves nothing', async () => {
  const own = await Stack.clone('down', { DEMO_TOKENS_PER_SECOND: '60', STREAMING_PROXY_KEY: KEY })
  try {
    await own.deploy('one')
    const body = { projectName: 'Slow', requirements: 'A clock.', languages: ['Go'] }
    const headers = { 'content-type': 'application/json', accept: 'text/html' }
    await own.api('/api/design/stream', { method: 'POST', body: JSON.stringify(body), headers })
    const [writing = ''] = await own.servers()
    // Two more, so that it drains in the colour that is live again.
    await own.deploy('two')
    await own.deploy('three')
    const log = own.run(['docker', 'logs', '-f', writing])
    await own.compose('down')
    const { out, error } = await log
    expect(out + error).toContain('"end":"done"')
    expect(out + error).not.toContain('run left to the next process')
    // What drains in the other colour is told to end too.
    await until(
      () => own.servers(),
      (ids) => ids.length === 0,
    )
  } finally {
    await own.down()
  }
})
