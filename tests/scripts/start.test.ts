import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Sandbox } from './sandbox.ts'

// Each test starts a dozen processes; a busy machine takes its time.
setDefaultTimeout(60_000)

const PINNED = '9.9.9'

/** A Bun that installs packages by making their folder, and a server that says how it was started. */
const bunScript = (version: string) =>
  `case $1 in --version) echo ${version} ;; install) mkdir -p node_modules ;; *) echo "serving in $PWD: $* as $$" ;; esac`

/** An npm that fetches such a Bun; install scripts are run or not. */
const npmScript = (version: string, runsScripts = true) => `
while [[ $1 != --prefix ]]; do shift; done
mkdir -p "$2/node_modules/bun" "$2/node_modules/.bin"
cat >"$2/node_modules/bun/real" <<'B'
#!/usr/bin/env bash
[[ $1 == --version ]] || echo "fetched bun $*" >>"$HOME/calls"
${bunScript(version)}
B
ln -s ../bun/bun "$2/node_modules/.bin/bun"
${runsScripts ? 'cp "$2/node_modules/bun/real" "$2/node_modules/bun/bun"; chmod +x "$2/node_modules/bun/bun"' : ':'}`

let machine: Sandbox

beforeEach(() => {
  machine = new Sandbox(PINNED)
  for (const tool of ['chmod', 'ln', 'touch']) symlinkSync(Bun.which(tool) ?? '', join(machine.bin, tool))
})

afterEach(() => machine.remove())

describe('start.sh', () => {
  test('on a machine without Bun fetches the pinned one by npm, installs the packages and serves', async () => {
    machine.program('npm', npmScript(PINNED))
    const first = await machine.run('start.sh')
    expect(first).toEqual({
      code: 0,
      err: '',
      out: expect.stringContaining(`serving in ${machine.project}: src/main.ts`),
    })
    expect(machine.calls()).toEqual([
      expect.stringMatching(/^npm install .*bun@9\.9\.9$/),
      'fetched bun install --frozen-lockfile',
      'fetched bun src/main.ts',
    ])
  })

  test('does nothing but serve the second time', async () => {
    machine.program('npm', npmScript(PINNED))
    await machine.run('start.sh')
    machine.calls()
    await machine.run('start.sh')
    expect(machine.calls()).toEqual(['fetched bun src/main.ts'])
  })

  test('uses the Bun that is there when it is the pinned one', async () => {
    machine.program('npm', 'exit 1')
    machine.program('bun', bunScript(PINNED))
    expect((await machine.run('start.sh')).code).toBe(0)
    expect(machine.calls()).toEqual(['bun install --frozen-lockfile', 'bun src/main.ts'])
  })

  test('leaves a Bun of another version alone', async () => {
    machine.program('npm', npmScript(PINNED))
    machine.program('bun', bunScript('1.0.0'))
    expect((await machine.run('start.sh')).code).toBe(0)
    expect(machine.calls()).toContain('fetched bun src/main.ts')
  })

  test('installs again when the lockfile has changed', async () => {
    machine.program('bun', bunScript(PINNED))
    await machine.run('start.sh')
    machine.write('bun.lock', 'second')
    machine.calls()
    await machine.run('start.sh')
    expect(machine.calls()).toEqual(['bun install --frozen-lockfile', 'bun src/main.ts'])
  })

  test('gets along with an npm that runs no install scripts', async () => {
    machine.program('npm', npmScript(PINNED, false))
    machine.program('node', 'cp real bun && chmod +x bun')
    expect((await machine.run('start.sh')).code).toBe(0)
    expect(machine.calls()).toContain('fetched bun src/main.ts')
  })

  test('says in one sentence what is missing: neither Bun nor npm', async () => {
    const { code, out, err } = await machine.run('start.sh')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      'Bun 9.9.9 is missing and so is npm, which could fetch it: install Node.js with npm, or Bun 9.9.9.\n',
    )
  })

  test('says in one sentence why npm could not fetch Bun', async () => {
    machine.program(
      'npm',
      'echo "npm error odd weather"; echo "npm error A complete log of this run"; exit 1',
    )
    const { code, out, err } = await machine.run('start.sh')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe('npm could not fetch Bun 9.9.9 (is there a network?): odd weather\n')
  })

  test('says in one sentence why packages are missing, and tries again the next time', async () => {
    machine.program(
      'bun',
      'case $1 in --version) echo 9.9.9 ;; install) echo "error: no such host"; exit 1 ;; esac',
    )
    const { code, err } = await machine.run('start.sh')
    expect(code).toBe(1)
    expect(err).toBe(
      'The locked packages could not be installed (is there a network?): error: no such host\n',
    )
    machine.program('bun', bunScript(PINNED))
    expect((await machine.run('start.sh')).code).toBe(0)
    expect(machine.calls()).toContain('bun install --frozen-lockfile')
  })

  test('becomes the server, so that signals reach it', async () => {
    machine.program('bun', bunScript(PINNED))
    const running = machine.spawn('start.sh')
    expect(await new Response(running.stdout).text()).toContain(` as ${running.pid}\n`)
  })
})

test('start.sh reads .env beside package.json, with quotes and CRLF, from wherever it is called', async () => {
  machine.write('package.json', JSON.stringify({ packageManager: `bun@${Bun.version}` }, null, 2))
  machine.write('node_modules/.installed.lock', 'first')
  machine.write('.env', 'PLAIN=one\r\nQUOTED="two words # no comment"\r\nGIVEN=file\r\n')
  machine.write(
    'src/main.ts',
    'const { PLAIN, QUOTED, GIVEN } = process.env; console.log(JSON.stringify([PLAIN, QUOTED, GIVEN]))',
  )
  symlinkSync(process.execPath, join(machine.bin, 'bun'))
  const { out } = await machine.run('start.sh', [], { GIVEN: 'environment' })
  expect(out).toBe('["one","two words # no comment","environment"]\n')
})
