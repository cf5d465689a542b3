import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { removeFolder, runCommand, temporaryFolder } from '../support/server-process.ts'

// On a busy machine a program takes seconds to start.
setDefaultTimeout(40_000)

const folder = temporaryFolder()
afterAll(() => removeFolder(folder))

/** What the command says of a .env file with this text; the test's own key would stand beside the file's. */
function check(text: string, more: Record<string, string> = {}) {
  writeFileSync(`${folder}/.env`, text)
  return runCommand(['check-settings', '--env-file', `${folder}/.env`], { STREAMING_PROXY_KEY: '', ...more })
}

test('good settings are said to be good, with what is no secret of them', async () => {
  const settings = { OPENAI_API_KEY: 'canary', MODEL: 'small-one', PUBLIC_URL: 'https://plans.example.org' }
  expect(await runCommand(['check-settings'], settings)).toEqual({
    code: 0,
    error: '',
    out: 'settings are good\nprovider: openai\nmodel server: api.openai.com\nmodel: small-one\npublic address: https://plans.example.org\n',
  })
})

test('bad and misspelt settings are all named at once', async () => {
  const { code, out, error } = await runCommand(['check-settings'], {
    OPENAI_APIKEY: 'canary',
    PORT: '99999',
    UI_PASSWORD: 'canary\u0007',
  })
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(error.trim().split('\n')).toEqual([
    '3 problem(s) with the settings:',
    '- unknown setting OPENAI_APIKEY; did you mean OPENAI_API_KEY?',
    '- PORT: "99999" is not allowed; allowed: a whole number from 0 to 65535.',
    '- UI_PASSWORD: its value is not allowed; allowed: printable characters on one line.',
  ])
})

test('a .env file is checked with its lines, and its values count', async () => {
  const { code, error } = await check(
    '# mine\r\nPUBLC_URL=https://x.example\r\nPORT=80a\nDOMAIN=x.example\nCANARY1=canary\nOPENAI_API_KEY canary\nPORT=80a\n',
  )
  expect(code).toBe(1)
  for (const told of [
    "- lines 1-2: Windows line ends, which become part of values. Take them out: sed -i 's/\\r$//' .env",
    '- line 2: unknown setting PUBLC_URL; did you mean PUBLIC_URL?',
    '- line 5: unknown setting CANARY1. ',
    '- line 6: there is no "=" in it.',
    '- line 7: PORT stands in line 3 too.',
    '- PORT: "80a" is not allowed',
  ])
    expect(error).toContain(told)
  expect(error).toStartWith('6 problem(s)')
  expect(error).not.toContain('canary')
})

test('files of secrets that a .env file names are of its machine, and are not read here', async () => {
  expect((await check('UI_PASSWORD_FILE=/of/another/machine\nOPENAI_API_KEY_FILE=/dev/null\n')).code).toBe(0)
  const twice = await check('UI_PASSWORD=canary\nUI_PASSWORD_FILE=/of/another/machine\n')
  expect(twice.code).toBe(1)
  expect(twice.error).toContain('- UI_PASSWORD: set either UI_PASSWORD or UI_PASSWORD_FILE, not both.')
  // Of the machine it runs on they are.
  expect((await check('MODEL=x\n', { UI_PASSWORD_FILE: `${folder}/missing` })).code).toBe(1)
})

test('the file may come by standard input, empty too', async () => {
  for (const [text, code] of [
    ['PORT=8000\n', 0],
    ['', 0],
    ['PORT=x\n', 1],
  ] as const) {
    const main = `${import.meta.dir}/../../src/main.ts`
    const child = Bun.spawn(
      [process.execPath, '--env-file=/dev/null', main, 'check-settings', '--env-file', '-'],
      { env: { PATH: process.env.PATH ?? '' }, stdin: new Blob([text]), stdout: 'ignore', stderr: 'ignore' },
    )
    expect([text, await child.exited]).toEqual([text, code])
  }
})

test('a file that is not there is said, and wrong use is exit code 2', async () => {
  const missing = await runCommand(['check-settings', '--env-file', `${folder}/none`], {})
  expect(missing.code).toBe(1)
  expect(missing.error).toContain(`The file ${folder}/none cannot be read`)
  for (const args of [['now'], ['--env-file'], ['--env-file', 'a', 'b']])
    expect((await runCommand(['check-settings', ...args], {})).code).toBe(2)
  expect((await runCommand(['check-settings', '--help'], {})).out).toContain('Exit codes: 0 good')
})
