import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { BRIEF } from '../support/app.ts'
import { startModelServer, unusedUrl } from '../support/model-server.ts'
import { removeFolder, runCommand, startServer, temporaryFolder } from '../support/server-process.ts'

// On a busy machine a server takes seconds to start.
setDefaultTimeout(60_000)

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const SECRETS = {
  STREAMING_PROXY_KEY: 'canary-client-key',
  UI_PASSWORD: 'canary password',
  OPENAI_API_KEY: 'canary-model-key',
}

/** Everything that lies in a folder, secrets' own left out. */
function contentOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('secrets/') && statSync(`${folder}/${name}`).isFile())
    .map((name) => readFileSync(`${folder}/${name}`, 'latin1'))
    .join('\n')
}

test.each(['in the environment', 'in files'])(
  'no secret %s reaches anything that is written or shown',
  async (place) => {
    const folder = temporaryFolder()
    open.push(() => removeFolder(folder))
    const model = await startModelServer()
    open.push(() => model.stop())
    const inFiles = Object.entries(SECRETS).map(([name, value]) => {
      writeFileSync(`${folder}/${name}`, `${value}\n`)
      return [`${name}_FILE`, `${folder}/${name}`]
    })
    const settings: Record<string, string> = {
      STREAMING_PROXY_KEY: '',
      ...(place === 'in files' ? Object.fromEntries(inFiles) : SECRETS),
      OPENAI_BASE_URL: model.url,
      MODEL: 'scripted',
      MODEL_RETRIES: '0',
      LOG_LEVEL: 'trace',
    }
    const dataDir = `${folder}/data`
    const server = await startServer(settings, dataDir)
    open.push(() => server.end('SIGKILL'))
    const shown: string[] = []
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`${server.address}${path}`, { redirect: 'manual', ...init })
      const text = await answer.text()
      shown.push(JSON.stringify([...answer.headers]), text)
      return answer
    }
    const authorization = `Bearer ${SECRETS.STREAMING_PROXY_KEY}`
    const design = () =>
      ask('/api/design/stream', {
        method: 'POST',
        body: JSON.stringify(BRIEF),
        headers: { 'content-type': 'application/json', authorization },
      })

    // What goes well.
    await design()
    expect(model.requests[0]?.headers.authorization).toBe(`Bearer ${SECRETS.OPENAI_API_KEY}`)
    const signedIn = await ask('/login', {
      method: 'POST',
      body: new URLSearchParams({ password: SECRETS.UI_PASSWORD }),
    })
    expect(signedIn.status).toBe(303)
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    for (const path of ['/', '/login', '/livez', '/readyz', '/health', '/api/runs', '/api/models'])
      await ask(path, { headers: { cookie } })

    // What does not: a model's server that repeats the key, breaks off, or sends rubbish; keys that are nearly right.
    const echo = { error: { message: `Incorrect API key provided: ${SECRETS.OPENAI_API_KEY}` } }
    for (const status of [400, 401, 429, 500]) {
      model.next({ status, body: echo })
      await design()
    }
    model.next({ deltas: ['one', { error: echo.error }] })
    await design().catch(() => {})
    await ask('/api/models/test', { method: 'POST', headers: { authorization } })
    await ask('/api/runs', { headers: { authorization: `${authorization}-wrong` } })
    await ask('/api/runs', { headers: { 'x-streaming-proxy-key': `${SECRETS.STREAMING_PROXY_KEY},` } })
    await ask('/login', {
      method: 'POST',
      body: new URLSearchParams({ password: `${SECRETS.UI_PASSWORD} wrong`, next: '/x' }),
    })
    await ask(`/login/${SECRETS.STREAMING_PROXY_KEY}`)
    await ask('/api/design', {
      method: 'POST',
      body: '{"projectName": 7',
      headers: { 'content-type': 'application/json', authorization },
    })

    // The process list.
    shown.push(readFileSync(`/proc/${server.process.pid}/cmdline`, 'utf8'))

    const commands = [
      await runCommand(['check-settings'], settings),
      await runCommand(['check-settings'], { ...settings, OPENAI_APIKEY: 'canary-misspelt', PORT: 'x' }),
      await runCommand(['keys', 'list'], { ...settings, DATA_DIR: dataDir }),
      await runCommand(['serve'], { ...settings, UI_PASSWORD: 'canary\u0007', PORT: 'x' }),
      await runCommand(['backup', `${folder}/backup`, '--without-secrets'], {
        ...settings,
        DATA_DIR: dataDir,
      }),
    ]
    expect(commands.map(({ code }) => code)).toEqual([0, 1, place === 'in files' ? 0 : 3, 1, 0])
    for (const { out, error } of commands) shown.push(out, error)
    await server.end()
    shown.push(server.output(), contentOf(dataDir), contentOf(`${folder}/backup`))
    expect(readdirSync(`${folder}/backup`)).not.toContain('secrets')

    expect(shown.join('').length).toBeGreaterThan(10_000)
    expect(shown.filter((text) => /canary/i.test(text))).toEqual([])
  },
)

test('a model server that cannot be reached leaves no key in the log either', async () => {
  const folder = temporaryFolder()
  open.push(() => removeFolder(folder))
  const server = await startServer(
    { ...SECRETS, OPENAI_BASE_URL: unusedUrl(), MODEL: 'm', MODEL_RETRIES: '0', LOG_LEVEL: 'trace' },
    folder,
  )
  open.push(() => server.end('SIGKILL'))
  const answer = await fetch(`${server.address}/api/design`, {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRETS.STREAMING_PROXY_KEY}` },
  })
  expect(answer.ok).toBe(false)
  const text = await answer.text()
  await server.end()
  expect(text + server.output()).not.toMatch(/canary/)
})
