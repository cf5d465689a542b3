import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { removeFolder, runCommand, startServer, temporaryFolder } from '../support/server-process.ts'

// On a busy machine a server takes seconds to start.
setDefaultTimeout(40_000)

let folder: string
const open: (() => unknown)[] = []
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
  removeFolder(folder)
})

const NAME = /^[0-9a-f]{12}$/
const made = () => `${folder}/secrets/streaming_proxy_key`

/** The command for the key that a server on this folder makes; PORT 1 is nobody's. */
const keys = (args: string[], more: Record<string, string> = {}) =>
  runCommand(['keys', ...args], { DATA_DIR: folder, STREAMING_PROXY_KEY: '', PORT: '1', ...more })

async function start(more: Record<string, string> = {}) {
  const server = await startServer({ STREAMING_PROXY_KEY: '', ...more }, folder)
  open.push(() => server.end('SIGKILL'))
  const statusWith = async (key: string) =>
    (await fetch(`${server.address}/api/runs`, { headers: { authorization: `Bearer ${key}` } })).status
  return { server, statusWith, port: { PORT: new URL(server.address).port } }
}

describe('the key that the server made', () => {
  test('is rotated under the running server: both valid, then the new one alone', async () => {
    const { server, statusWith, port } = await start()
    const old = readFileSync(made(), 'utf8').trim()
    const added = await keys(['add'], port)
    expect(added.code).toBe(0)
    const key = added.out.trim()
    expect(key).toMatch(/^[\w-]{43}$/)
    expect(added.error).toContain('the running server takes the new key')
    for (const valid of [old, key]) expect(await statusWith(valid)).toBe(200)
    expect(await keys(['check'], port)).toMatchObject({
      code: 0,
      error: expect.stringContaining('takes every key'),
    })
    const removed = await keys(['remove-old'], port)
    expect(removed.code).toBe(0)
    expect(removed.error).toContain('the running server refuses the old keys and takes the newest')
    expect(await statusWith(old)).toBe(403)
    expect(await statusWith(key)).toBe(200)
    const list = await keys(['list'], port)
    const told = server.output() + added.error + removed.out + removed.error + list.out
    for (const secret of [old, key]) expect(told).not.toContain(secret)
    expect(statSync(made()).mode & 0o777).toBe(0o600)
    expect(readdirSync(`${folder}/secrets`).filter((name) => name.startsWith('streaming'))).toEqual([
      'streaming_proxy_key',
    ])
  })

  test('has names that tell nothing of it, oldest first', async () => {
    mkdirSync(`${folder}/secrets`)
    writeFileSync(made(), 'first-key\nsecond-key\n')
    const { out } = await keys(['list'])
    const [head, ...names] = out.trim().split('\n')
    expect(head).toBe(`${made()} holds 2 keys`)
    expect(names).toHaveLength(2)
    for (const name of names) expect(name).toMatch(NAME)
    await keys(['remove-old'])
    expect(readFileSync(made(), 'utf8')).toBe('second-key\n')
    expect((await keys(['list'])).out).toBe(`${made()} holds 1 key\n${names[1]}\n`)
  })

  test('is changed while no server runs too, which is said', async () => {
    const { code, out, error } = await keys(['add'])
    expect(code).toBe(0)
    expect(error).toContain('no server of these settings answers')
    const [first = '', second] = readFileSync(made(), 'utf8').trim().split('\n')
    // One was made as the server would have made it, so that adding never locks out.
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(second).toBe(out.trim())
  })

  test('alone is not taken out', async () => {
    mkdirSync(`${folder}/secrets`)
    writeFileSync(made(), 'only-key\n')
    const { code, error } = await keys(['remove-old'])
    expect(code).toBe(0)
    expect(error).toContain('there is no old one to take out')
    expect(readFileSync(made(), 'utf8')).toBe('only-key\n')
  })

  test('stays where the server follows another file: nobody is locked out', async () => {
    const other = temporaryFolder()
    open.push(() => removeFolder(other))
    const { port } = await start()
    mkdirSync(`${other}/secrets`)
    writeFileSync(`${other}/secrets/streaming_proxy_key`, 'old-key\nnew-key\n')
    const { code, error } = await keys(['remove-old'], { ...port, DATA_DIR: other })
    expect(code).toBe(4)
    expect(error).toContain('did not come about')
    expect(readFileSync(`${other}/secrets/streaming_proxy_key`, 'utf8')).toBe('old-key\nnew-key\n')
  })
})

describe('a key in a file of its own', () => {
  test('is changed in place, since a file mounted alone is followed by no other name', async () => {
    const path = `${folder}/mounted`
    writeFileSync(path, 'old-key\n', { mode: 0o440 })
    const before = statSync(path)
    const { statusWith, port } = await start({ STREAMING_PROXY_KEY_FILE: path })
    const environment = { ...port, STREAMING_PROXY_KEY_FILE: path }
    const key = (await keys(['add'], environment)).out.trim()
    for (const valid of ['old-key', key]) expect(await statusWith(valid)).toBe(200)
    expect((await keys(['remove-old'], environment)).code).toBe(0)
    expect(await statusWith('old-key')).toBe(403)
    expect(readFileSync(path, 'utf8')).toBe(`${key}\n`)
    const { ino, mode, uid } = statSync(path)
    expect({ ino, mode, uid }).toEqual({ ino: before.ino, mode: before.mode, uid: before.uid })
  })

  test('that holds something else is not touched', async () => {
    const path = `${folder}/secrets/streaming_proxy_key`
    mkdirSync(`${folder}/secrets`)
    writeFileSync(path, 'schlüssel\n')
    const { code, error, out } = await keys(['add'])
    expect(code).toBe(1)
    expect(error).toContain('holds what is no key')
    expect(out).toBe('')
    expect(readFileSync(path, 'utf8')).toBe('schlüssel\n')
  })
})

test.skipIf(process.getuid?.() !== 0)(
  'root may rotate the keys of another user, who can read them afterwards',
  async () => {
    chmodSync(folder, 0o755)
    mkdirSync(`${folder}/secrets`)
    writeFileSync(made(), 'old-key\n', { mode: 0o600 })
    chownSync(made(), 65532, 65532)
    expect((await keys(['add'])).code).toBe(0)
    const { uid, gid, mode } = statSync(made())
    expect({ uid, gid, mode: mode & 0o777 }).toEqual({ uid: 65532, gid: 65532, mode: 0o600 })
  },
)

test('a key set directly cannot be rotated: exit code 3, and how to move it', async () => {
  for (const command of ['list', 'add', 'remove-old']) {
    const { code, error, out } = await keys([command], { STREAMING_PROXY_KEY: 'canary-direct' })
    expect(code).toBe(3)
    expect(error).toContain('set\nSTREAMING_PROXY_KEY_FILE to that file')
    expect(out + error).not.toContain('canary')
  }
})

test('wrong use is exit code 2 and changes nothing', async () => {
  for (const args of [[], ['dance'], ['add', 'my-own-key']]) {
    const { code, error } = await keys(args)
    expect(code).toBe(2)
    expect(error).toStartWith('usage: devussy-web keys list | add')
    expect(error).not.toContain('my-own-key')
  }
  expect(readdirSync(folder)).toEqual([])
  expect((await keys(['--help'])).code).toBe(0)
})

test('what was built says its version, a checkout that of package.json', async () => {
  expect((await runCommand(['version'], { DEVUSSY_VERSION: '9.8.7-abc' })).out).toBe('9.8.7-abc\n')
  expect((await runCommand(['version'], { DEVUSSY_VERSION: ' ' })).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  const { server } = await start({ DEVUSSY_VERSION: '9.8.7-abc' })
  expect(await (await fetch(`${server.address}/health`)).json()).toMatchObject({ version: '9.8.7-abc' })
})
