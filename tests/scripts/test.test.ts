import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Sandbox } from './sandbox.ts'

// Each test starts a dozen processes; a busy machine takes its time.
setDefaultTimeout(60_000)

let machine: Sandbox

beforeEach(() => {
  machine = new Sandbox(Bun.version)
  machine.write('node_modules/.installed.lock', 'first')
  symlinkSync(process.execPath, join(machine.bin, 'bun'))
})

afterEach(() => machine.remove())

const program = (name: string, code: number) =>
  machine.write(`node_modules/.bin/${name}`, `console.log('${name} has spoken'); process.exitCode = ${code}`)

const file = (name: string, ...tests: string[]) =>
  machine.write(`tests/${name}.test.ts`, [`import { expect, test } from 'bun:test'`, ...tests].join('\n'))

const GOOD = `test('is well', () => expect(1).toBe(1))`
const BAD = `test('is wrong', () => expect(1).toBe(2))`

describe('test.sh', () => {
  test('with everything in order prints its last line alone', async () => {
    for (const name of ['tsc', 'biome', 'xss-scan']) program(name, 0)
    file('a', GOOD, GOOD)
    file('browser/page', GOOD)
    const outcome = await machine.run('test.sh', [], { CHROMIUM: process.execPath })
    expect(outcome).toEqual({ code: 0, out: '6 passed, 0 failed\n', err: '' })
  })

  test('shows the output of what failed, and of nothing else', async () => {
    program('tsc', 0)
    program('biome', 1)
    program('xss-scan', 2)
    file('a', GOOD, BAD)
    file('browser/page', GOOD)
    const { code, out } = await machine.run('test.sh', [], { CHROMIUM: process.execPath })
    expect({ code, last: out.trimEnd().split('\n').at(-1) }).toEqual({ code: 1, last: '3 passed, 3 failed' })
    for (const shown of ['biome has spoken', 'xss-scan has spoken', '(fail) is wrong'])
      expect(out).toContain(shown)
    for (const quiet of ['tsc has spoken', '(pass)']) expect(out).not.toContain(quiet)
  })

  const ends: [what: string, source: string, line: string][] = [
    ['a file that does not load', `throw new Error('no')`, '1 passed, 1 failed'],
    ['a file that is no program', '(((', '1 passed, 1 failed'],
    ['a test that ends the process', `test('leaves', () => process.exit(0))`, '0 passed, 1 failed'],
    [
      'a test that kills the process',
      `test('dies', () => process.kill(process.pid, 'SIGKILL'))`,
      '0 passed, 1 failed',
    ],
    [
      'a run that ends badly after its tests',
      `test('x', () => {}); process.exitCode = 3`,
      '2 passed, 1 failed',
    ],
    ['a test that is skipped', `test.skip('waits', () => {})`, '1 passed, 0 failed'],
  ]
  test.each(ends)('counts %s as what it is', async (_, source, line) => {
    file('a', source)
    file('z', GOOD)
    const { code, out } = await machine.run('test.sh', ['tests/'])
    expect({ line: out.trimEnd().split('\n').at(-1), code }).toEqual({
      line,
      code: line.endsWith(' 0 failed') ? 0 : 1,
    })
  })

  test('runs the files that are asked for', async () => {
    file('runs/journal', GOOD)
    file('other', BAD)
    expect(await machine.run('test.sh', ['runs/'])).toEqual({ code: 0, out: '1 passed, 0 failed\n', err: '' })
    expect((await machine.run('test.sh', ['no-such'])).out).toEndWith('0 passed, 1 failed\n')
  })

  test('runs one check that is asked for', async () => {
    program('biome', 0)
    expect((await machine.run('test.sh', ['lint'])).out).toBe('1 passed, 0 failed\n')
  })

  test('keeps a checkout’s own settings out of the tests', async () => {
    machine.write('.env', 'SOME_SETTING=of-a-person\n')
    file('a', `test('is alone', () => expect(process.env.SOME_SETTING).toBeUndefined())`)
    expect((await machine.run('test.sh', ['tests/'])).out).toBe('1 passed, 0 failed\n')
  })

  test('says in a sentence that Chromium is missing, and counts it as failed', async () => {
    machine.program('id', 'echo 1000')
    file('browser/page', GOOD)
    expect(await machine.run('test.sh', ['browser'])).toEqual({
      code: 1,
      out: '--- browser tests failed: Chromium is missing; install it (Debian: apt-get install chromium) or set CHROMIUM to its path.\n0 passed, 1 failed\n',
      err: '',
    })
  })
})
