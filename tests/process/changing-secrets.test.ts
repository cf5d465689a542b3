import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { BRIEF, KEY } from '../support/app.ts'
import { readEvents, textOf } from '../support/events.ts'
import { startModelServer } from '../support/model-server.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'

// On a busy machine a server takes seconds to start.
setDefaultTimeout(40_000)

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Secrets in files, and servers on one data directory that are told of these files alone. */
async function startServers(
  count: number,
  secrets: Record<string, string>,
  more: Record<string, string> = {},
) {
  const model = await startModelServer()
  const folder = temporaryFolder()
  open.push(
    () => removeFolder(folder),
    () => model.stop(),
  )
  const put = (name: string, content: string) => writeFileSync(`${folder}/${name}`, content)
  const replace = (name: string, content: string) => {
    put(`${name}.next`, content)
    renameSync(`${folder}/${name}.next`, `${folder}/${name}`)
  }
  for (const [name, content] of Object.entries(secrets)) put(name, content)
  const settings = {
    STREAMING_PROXY_KEY: '',
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_RETRIES: '0',
    ...Object.fromEntries(Object.keys(secrets).map((name) => [`${name}_FILE`, `${folder}/${name}`])),
    ...more,
  }
  const dataDir = `${folder}/data`
  const servers: ServerProcess[] = []
  for (let at = 0; at < count; at += 1) {
    const server = await startServer(settings, dataDir)
    open.push(() => server.end('SIGKILL'))
    servers.push(server)
  }
  return { model, servers, dataDir, put, replace }
}

const statusWith = async (server: ServerProcess, key: string): Promise<number> =>
  (await fetch(`${server.address}/api/runs`, { headers: { authorization: `Bearer ${key}` } })).status

/** Waits until the server answers so; the test's own limit ends it where that never comes. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(50)
}

const post = (server: ServerProcess, key: string) =>
  fetch(`${server.address}/api/design/stream`, {
    method: 'POST',
    body: JSON.stringify(BRIEF),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  })

test('a key of API clients is rotated under two servers, and a stream opened with the old one goes on to its end', async () => {
  const { model, servers, put, replace } = await startServers(2, { STREAMING_PROXY_KEY: 'old-key\n' })
  const [one, two] = servers as [ServerProcess, ServerProcess]
  const gate = Promise.withResolvers<void>()
  model.next({ deltas: ['one ', gate.promise, 'two'] })
  let revoked: Promise<void> | undefined
  const rotate = async () => {
    put('STREAMING_PROXY_KEY', 'old-key\nnew-key\n')
    for (const server of servers) {
      await until(async () => (await statusWith(server, 'new-key')) === 200)
      expect(await statusWith(server, 'old-key')).toBe(200)
    }
    replace('STREAMING_PROXY_KEY', 'new-key\n')
    for (const server of servers) {
      await until(async () => (await statusWith(server, 'old-key')) === 403)
      expect(await statusWith(server, 'new-key')).toBe(200)
    }
    gate.resolve()
  }
  const events = await readEvents(await post(one, 'old-key'), ({ type }) => {
    if (type === 'token') revoked ??= rotate()
    return false
  })
  await revoked
  expect(textOf(events)).toBe('one two')
  expect(events.at(-1)?.type).toBe('done')
  for (const server of [one, two]) {
    expect(server.output()).toContain('"setting":"STREAMING_PROXY_KEY","keys":2')
    expect(server.output()).not.toMatch(/old-key|new-key/)
  }
})

test('the key that the server made may have others beside it, one a line', async () => {
  const { servers, dataDir } = await startServers(1, {})
  const [server] = servers as [ServerProcess]
  const path = `${dataDir}/secrets/streaming_proxy_key`
  const made = readFileSync(path, 'utf8').trim()
  writeFileSync(path, `${made}\nanother-key\n`)
  await until(async () => (await statusWith(server, 'another-key')) === 200)
  expect(await statusWith(server, made)).toBe(200)
  await server.end()
  const again = await startServer({ STREAMING_PROXY_KEY: '' }, dataDir)
  open.push(() => again.end('SIGKILL'))
  for (const key of [made, 'another-key']) expect(await statusWith(again, key)).toBe(200)
  expect(await statusWith(again, `${made}\nanother-key`.replace('\n', ','))).toBe(403)
})

test('the next request to the model carries the new key; the answer that runs is not touched', async () => {
  const { model, servers, put } = await startServers(
    1,
    { OPENAI_API_KEY: 'sk-old' },
    { STREAMING_PROXY_KEY: KEY },
  )
  const [server] = servers as [ServerProcess]
  const gate = Promise.withResolvers<void>()
  const first = model.next({ deltas: ['one ', gate.promise, 'two'] })
  const reading = post(server, KEY).then((response) => readEvents(response))
  const asked = await first
  put('OPENAI_API_KEY', 'sk-new\n')
  await until(async () => server.output().includes('"setting":"OPENAI_API_KEY","keys":1'))
  await (await post(server, KEY)).text()
  gate.resolve()
  expect(textOf(await reading)).toBe('one two')
  expect(asked.headers.authorization).toBe('Bearer sk-old')
  expect(model.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer sk-old',
    'Bearer sk-new',
  ])
})

test('people sign in with the new password; who is signed in stays so', async () => {
  const { servers, put } = await startServers(
    1,
    { UI_PASSWORD: 'old password' },
    { STREAMING_PROXY_KEY: KEY },
  )
  const [server] = servers as [ServerProcess]
  const signIn = (password: string) =>
    fetch(`${server.address}/login`, {
      method: 'POST',
      body: new URLSearchParams({ password }),
      redirect: 'manual',
    })
  const cookie = (await signIn('old password')).headers.get('set-cookie')?.split(';')[0] ?? ''
  put('UI_PASSWORD', 'new password\n')
  await until(async () => (await signIn('new password')).status === 303)
  expect((await signIn('old password')).status).toBe(403)
  expect((await fetch(`${server.address}/`, { headers: { cookie }, redirect: 'manual' })).status).toBe(200)
})
