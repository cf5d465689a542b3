import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { CannotStart } from '../src/cannot-start.ts'
import { openSecrets, type Secrets } from '../src/open-secrets.ts'
import { readSettings } from '../src/settings.ts'

let folder: string
let log: string
let secrets: Secrets | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-secrets-'))
  log = ''
})
afterEach(() => {
  secrets?.follower.stop()
  rmSync(folder, { recursive: true, force: true })
})

const put = (name: string, text: string): string => {
  writeFileSync(`${folder}/${name}`, text)
  return `${folder}/${name}`
}

function start(environment: Record<string, string>): Secrets {
  const write = (line: string) => {
    log += line
  }
  secrets = openSecrets(readSettings(environment), folder, pino({ level: 'info' }, { write }))
  return secrets
}

const settle = async ({ follower }: Secrets) => {
  while (await follower.look());
}

const made = () => `${folder}/secrets/streaming_proxy_key`

describe('keys of API clients', () => {
  test('come from their file as soon as it has any, and no more from the one that was made', async () => {
    const path = put('given', '')
    const running = start({ STREAMING_PROXY_KEY_FILE: path })
    const old = readFileSync(made(), 'utf8').trim()
    expect(running.keys.has(old)).toBe(true)
    put('given', 'given-key\n')
    await settle(running)
    writeFileSync(made(), 'made-later\n')
    await settle(running)
    expect(['given-key', old, 'made-later'].map((key) => running.keys.has(key))).toEqual([true, false, false])
  })

  test('that are set directly make no file, and change by none', async () => {
    const path = put('given', '')
    const running = start({ STREAMING_PROXY_KEY: 'direct', STREAMING_PROXY_KEY_FILE: path })
    put('given', 'given-key\n')
    await settle(running)
    expect(['direct', 'given-key'].map((key) => running.keys.has(key))).toEqual([true, false])
    expect(() => readFileSync(made())).toThrow()
  })

  test('in a file that holds something else start nothing: a sentence that does not show it', () => {
    mkdirSync(`${folder}/secrets`)
    writeFileSync(made(), 'cänary\n')
    expect(() => start({})).toThrow(CannotStart)
    expect(() => start({})).toThrow(`the file ${made()} holds what is no key`)
    expect(() => start({})).not.toThrow('cänary')
  })
})

test('a password that comes later is asked for from then on', async () => {
  const running = start({ UI_PASSWORD_FILE: put('password', '') })
  expect(running.password).toBeUndefined()
  put('password', 'open sesame\r\n')
  await settle(running)
  expect(running.password?.has('open sesame')).toBe(true)
})

test('a key for a model that comes while the demo model writes is told to need a restart', async () => {
  const running = start({ OPENAI_API_KEY_FILE: put('model', '') })
  put('model', 'sk-canary\n')
  await settle(running)
  expect(running.modelKey).toBe('sk-canary')
  expect(log).toContain('the demo model writes until the next start all the same')
  expect(log).not.toContain('canary')
})
