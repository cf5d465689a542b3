import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keptSecret, makeSecret } from '../src/secrets.ts'
import { SmallDisk } from './support/small-disk.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a secret that nobody has set', () => {
  test('is made once and kept, for its owner alone', () => {
    const first = keptSecret(folder, 'STREAMING_PROXY_KEY')
    expect(first).toMatchObject({ made: true, path: `${folder}/secrets/streaming_proxy_key` })
    expect(first.value).toMatch(/^[\w-]{43}$/)
    expect(keptSecret(folder, 'STREAMING_PROXY_KEY')).toEqual({ ...first, made: false })
    expect(readFileSync(first.path, 'utf8')).toBe(`${first.value}\n`)
    expect(statSync(first.path).mode & 0o777).toBe(0o600)
    expect(statSync(`${folder}/secrets`).mode & 0o777).toBe(0o700)
    expect(readdirSync(`${folder}/secrets`)).toEqual(['streaming_proxy_key'])
  })

  test('is another each time it is made', () => {
    expect(new Set(Array.from({ length: 100 }, makeSecret)).size).toBe(100)
  })

  test('is made anew where a full disk left an empty file: nothing is ever open', () => {
    mkdirSync(`${folder}/secrets`)
    writeFileSync(`${folder}/secrets/key`, '')
    const { value, made } = keptSecret(folder, 'KEY')
    expect(made).toBe(true)
    expect(keptSecret(folder, 'KEY').value).toBe(value)
  })

  test('is the same for processes that start at once', async () => {
    const script = `import { keptSecret } from '${import.meta.dir}/../src/secrets.ts'; console.log(keptSecret(process.argv[1], 'KEY').value)`
    const started = Array.from({ length: 4 }, () =>
      Bun.spawn([process.execPath, '-e', script, folder], { stdout: 'pipe' }),
    )
    const values = await Promise.all(started.map(({ stdout }) => new Response(stdout).text()))
    expect(new Set(values).size).toBe(1)
    expect(values[0]?.trim()).toMatch(/^[\w-]{43}$/)
  })

  test('is none on a full disk, and leaves nothing behind', () => {
    const disk = SmallDisk.mount(128)
    if (!disk) {
      console.log('skipped: this user may not mount a small file system')
      return
    }
    try {
      mkdirSync(`${disk.data}/secrets`)
      disk.fill()
      expect(() => keptSecret(disk.data, 'KEY')).toThrow()
      expect(readdirSync(`${disk.data}/secrets`)).toEqual([])
    } finally {
      disk.unmount()
    }
  })
})
