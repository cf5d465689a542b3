import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { SecretFollower } from '../src/secret-follower.ts'
import type { SecretName } from '../src/settings.ts'

let folder: string
let path: string
let lines: { level: number; msg: string; setting?: string; keys?: number }[]
let log: pino.Logger
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-follower-'))
  path = join(folder, 'secret')
  lines = []
  log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Follows the file as a server would that has started with what it holds; `values` is what is in use. */
async function follow(content: string, setting: SecretName = 'STREAMING_PROXY_KEY') {
  writeFileSync(path, content)
  const follower = new SecretFollower(log)
  const used = { values: content.split('\n').filter(Boolean) }
  const stop = follower.follow({
    setting,
    path,
    current: used.values,
    use: (values) => {
      used.values = values
    },
  })
  const settle = async () => {
    while (await follower.look());
  }
  await settle()
  return { follower, used, settle, stop }
}

describe('a secret whose file changes', () => {
  test('is read anew where the content was replaced in place', async () => {
    const { used, settle } = await follow('old\n')
    writeFileSync(path, 'old\nnew\n')
    await settle()
    expect(used.values).toEqual(['old', 'new'])
    writeFileSync(path, 'new\n')
    await settle()
    expect(used.values).toEqual(['new'])
    expect(lines).toMatchObject([
      { level: 30, setting: 'STREAMING_PROXY_KEY', keys: 2, msg: 'a secret was read anew from its file' },
      { level: 30, setting: 'STREAMING_PROXY_KEY', keys: 1 },
    ])
  })

  test('is read anew where another file took its name, of the same length and time too', async () => {
    const { used, settle } = await follow('old\n')
    const at = new Date(0)
    utimesSync(path, at, at)
    await settle()
    writeFileSync(join(folder, 'next'), 'new\n')
    utimesSync(join(folder, 'next'), at, at)
    renameSync(join(folder, 'next'), path)
    await settle()
    expect(used.values).toEqual(['new'])
  })

  test('is not read while it is still being written', async () => {
    const { follower, used, settle } = await follow('old\n')
    writeFileSync(path, 'half')
    expect(await follower.look()).toBe(true)
    writeFileSync(path, 'half-and-half\n')
    expect(await follower.look()).toBe(true)
    expect(used.values).toEqual(['old'])
    await settle()
    expect(used.values).toEqual(['half-and-half'])
  })

  test.each([
    ['is empty', () => writeFileSync(path, ' \n'), 'is empty'],
    ['holds what is not allowed', () => writeFileSync(path, 'schlüssel'), 'holds what is not allowed'],
    ['is gone', () => rmSync(path), 'is not there'],
    [
      'is a folder now',
      () => {
        rmSync(path)
        mkdirSync(path)
      },
      'is a folder',
    ],
  ])('stays as it was where the file %s, which is said once', async (_, change, told) => {
    const { used, settle } = await follow('old\n')
    change()
    await settle()
    await settle()
    expect(used.values).toEqual(['old'])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ level: 40, setting: 'STREAMING_PROXY_KEY' })
    expect(lines[0]?.msg).toContain(told)
    rmSync(path, { recursive: true, force: true })
    writeFileSync(path, 'new\n')
    await settle()
    expect(used.values).toEqual(['new'])
  })

  test('is not named in the log where it says the same as before', async () => {
    const { settle } = await follow('old\n')
    writeFileSync(path, '\uFEFFold\r\n')
    await settle()
    expect(lines).toEqual([])
  })

  test('that had none at the start may get one, and is not complained of until then', async () => {
    const { used, settle } = await follow('')
    writeFileSync(join(folder, 'next'), '')
    renameSync(join(folder, 'next'), path)
    await settle()
    expect(lines).toEqual([])
    writeFileSync(path, 'first\n')
    await settle()
    expect(used.values).toEqual(['first'])
  })

  test('is read even where it changed between the start and the first look', async () => {
    writeFileSync(path, 'new\n')
    const follower = new SecretFollower(log)
    let used: string[] = []
    follower.follow({ setting: 'UI_PASSWORD', path, current: ['old'], use: (values) => (used = values) })
    while (await follower.look());
    expect(used).toEqual(['new'])
  })

  test('is left alone by who no longer follows it', async () => {
    const { used, settle, stop } = await follow('old\n')
    stop()
    writeFileSync(path, 'new\n')
    await settle()
    expect(used.values).toEqual(['old'])
  })

  test('never stands in the log', async () => {
    const { settle } = await follow('canary-old\n')
    for (const content of ['canary-new\n', 'canary-schlüssel', 'canary\u0000', '']) {
      writeFileSync(path, content)
      await settle()
    }
    expect(lines).toHaveLength(4)
    expect(JSON.stringify(lines)).not.toContain('canary')
  })
})

test('a device such as /dev/null, which stands for no file, is not read on', async () => {
  const follower = new SecretFollower(log)
  follower.follow({ setting: 'UI_PASSWORD', path: '/dev/null', current: [], use: () => {} })
  while (await follower.look());
  expect(lines).toEqual([])
})

test('following keeps no process alive, and blocks none', async () => {
  writeFileSync(path, 'old\n')
  const script = `import { SecretFollower } from '${import.meta.dir}/../src/secret-follower.ts'
    const follower = new SecretFollower()
    follower.follow({ setting: 'UI_PASSWORD', path: process.argv[1], current: ['old'], use: () => {} })
    follower.start()`
  const { exitCode } = Bun.spawnSync([process.execPath, '-e', script, path], { timeout: 10_000 })
  expect(exitCode).toBe(0)
})
