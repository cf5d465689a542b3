import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeSettings, readSettings, SettingsError } from '../src/settings.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'devussy-settings-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (content: string): string => {
  const path = join(folder, crypto.randomUUID())
  writeFileSync(path, content)
  return path
}

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readSettings(environment)
    return []
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
}

describe('settings', () => {
  test('have a default each', () => {
    expect(readSettings({})).toEqual({
      HOST: '127.0.0.1',
      PORT: 8000,
      DATA_DIR: './data',
      PUBLIC_URL: '',
      TRUSTED_PROXIES: [],
      ALLOWED_ORIGINS: [],
      STREAMING_PROXY_KEY: [],
      UI_PASSWORD: '',
      PROVIDER: '',
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: 'https://api.openai.com/v1',
      MODEL: '',
      MODEL_DESIGN: '',
      MODEL_QUESTIONS: '',
      MODEL_REVIEW: '',
      MODEL_REVISION: '',
      MODEL_PLAN: '',
      MODEL_ARBITER: '',
      MODEL_PHASE: '',
      PRICES_FILE: '',
      MODEL_FIRST_TOKEN_TIMEOUT: 120_000,
      MODEL_TOKEN_TIMEOUT: 60_000,
      MODEL_RETRIES: 2,
      DEMO_TOKENS_PER_SECOND: 45,
      USE_STREAMING: true,
      AUTO_CONTINUE: 1,
      PHASES_AT_ONCE: 3,
      MAX_RUNS: 100,
      MAX_RUNS_PER_CLIENT: 50,
      MAX_QUEUED: 200,
      MAX_QUEUED_PER_CLIENT: 100,
      MAX_LENGTH_CONTINUES: 8,
      MAX_DOCUMENT_CHARS: 1_000_000,
      MAX_RUN_TOKENS: 200_000,
      MAX_RUN_PRICE: 0,
      MAX_RUN_TIME: 21_600_000,
      ABANDON_AFTER: 0,
      MAX_READERS_PER_CLIENT: 1000,
      SLOW_READER_TIMEOUT: 60_000,
      PACK_AFTER: 3_600_000,
      KEEP_RUNS_FOR: 0,
      DRAIN_TIMEOUT: 600_000,
      DRAIN_GRACE: 5000,
      COLOUR: 'none',
      LIVE_DIR: '/live',
      HEARTBEAT: 10_000,
      LOG_LEVEL: 'info',
      secretFiles: {},
    })
  })

  test('that are empty or blank are the same as not set', () => {
    const empty = Object.fromEntries(
      describeSettings().map(({ name }, at) => [name, at % 2 === 0 ? '' : ' \t ']),
    )
    expect(readSettings(empty)).toEqual(readSettings({}))
    expect(readSettings({ UI_PASSWORD_FILE: '' })).toEqual(readSettings({}))
  })

  const good: [name: string, given: string, expected: unknown][] = [
    ['PORT', '0', 0],
    ['PORT', ' 65535 ', 65535],
    ['HOST', '::1', '::1'],
    ['PUBLIC_URL', 'https://devussy.example.org/', 'https://devussy.example.org'],
    ['PUBLIC_URL', 'https://example.org,www.example.org:8443', 'https://example.org:8443'],
    ['OPENAI_BASE_URL', 'http://[::1]:11434/v1', 'http://[::1]:11434/v1'],
    [
      'TRUSTED_PROXIES',
      '10.0.0.0/8, ::1,192.168.1.1 ,fd00::/8,',
      ['10.0.0.0/8', '::1', '192.168.1.1', 'fd00::/8'],
    ],
    ['TRUSTED_PROXIES', 'same-network, 10.0.0.1', ['same-network', '10.0.0.1']],
    [
      'ALLOWED_ORIGINS',
      'https://a.example, http://localhost:3000',
      ['https://a.example', 'http://localhost:3000'],
    ],
    ['STREAMING_PROXY_KEY', 'one, two', ['one', 'two']],
    ['STREAMING_PROXY_KEY', 'one\r\ntwo\n', ['one', 'two']],
    ['UI_PASSWORD', 'pässwörd 密码', 'pässwörd 密码'],
    ['UI_PASSWORD', 'correct horse battery', 'correct horse battery'],
    ['PROVIDER', 'demo', 'demo'],
    ['USE_STREAMING', 'FALSE', false],
    ['USE_STREAMING', '1', true],
    ['USE_STREAMING', '0', false],
    ['AUTO_CONTINUE', '0', 0],
    ['DRAIN_TIMEOUT', '500ms', 500],
    ['DRAIN_TIMEOUT', '2h', 7_200_000],
    ['HEARTBEAT', '1m', 60_000],
    ['LOG_LEVEL', 'silent', 'silent'],
  ]
  test.each(good)('%s may be %j', (name, given, expected) => {
    expect(readSettings({ [name]: given })).toMatchObject({ [name]: expected })
  })

  const bad: [name: string, given: string, allowed: string][] = [
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PORT', '80a', 'a whole number from 0 to 65535'],
    ['PORT', '8e3', 'a whole number from 0 to 65535'],
    ['PORT', '0x50', 'a whole number from 0 to 65535'],
    ['PUBLIC_URL', 'example.org', 'an address such as https://example.org'],
    ['PUBLIC_URL', 'ftp://example.org', 'an address such as https://example.org'],
    ['PUBLIC_URL', 'javascript:alert(1)', 'an address such as https://example.org'],
    ['PUBLIC_URL', 'https://example.org/?a', 'an address such as https://example.org'],
    ['PUBLIC_URL', 'https://example.org/#a', 'an address such as https://example.org'],
    ['PUBLIC_URL', 'https://', 'an address such as https://example.org'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'or the word same-network'],
    ['TRUSTED_PROXIES', '999.0.0.1', 'or the word same-network'],
    ['TRUSTED_PROXIES', '10.0.0.1/8/8', 'or the word same-network'],
    ['TRUSTED_PROXIES', 'Same-Networks', 'or the word same-network'],
    ['TRUSTED_PROXIES', 'proxy', 'or the word same-network'],
    ['TRUSTED_PROXIES', '10.0.0.1/', 'or the word same-network'],
    ['ALLOWED_ORIGINS', 'https://a.example/', 'origins such as'],
    ['ALLOWED_ORIGINS', '*', 'origins such as'],
    ['ALLOWED_ORIGINS', 'null', 'origins such as'],
    ['PROVIDER', 'OpenAI', 'openai, demo'],
    ['USE_STREAMING', 'yes', 'true or false'],
    ['USE_STREAMING', 'constructor', 'true or false'],
    ['DRAIN_TIMEOUT', '10', 'a time with its unit'],
    ['DRAIN_TIMEOUT', '0s', 'a time with its unit'],
    ['DRAIN_TIMEOUT', '10 m', 'a time with its unit'],
    ['DRAIN_TIMEOUT', '2d', 'at most 86400s'],
    ['DRAIN_TIMEOUT', 'off', 'a time with its unit'],
    ['MODEL_RETRIES', '11', 'a whole number from 0 to 10'],
    ['MAX_RUN_PRICE', '0', 'more than 0'],
    ['MAX_RUN_PRICE', '5 USD', 'more than 0'],
    ['MAX_RUNS', '0', 'a whole number from 1 to 10000'],
    ['LOG_LEVEL', 'verbose', 'trace, debug, info, warn, error, fatal, silent'],
  ]
  test.each(bad)('%s may not be %j, and that is said with what is allowed', (name, given, allowed) => {
    const [problem = '', ...others] = problemsOf({ [name]: given })
    expect(others).toEqual([])
    expect(problem).toStartWith(`${name}: ${JSON.stringify(given)} is not allowed; allowed: `)
    expect(problem).toContain(allowed)
  })

  test('that are bad are named all at once', () => {
    const environment = Object.fromEntries(bad.map(([name, given]) => [name, given]))
    const names = problemsOf(environment).map((problem) => problem.split(':')[0])
    expect(names.sort()).toEqual([...new Set(bad.map(([name]) => name))].sort())
  })

  test('of long texts are shown with their beginning only', () => {
    expect(problemsOf({ PORT: '9'.repeat(10_000) })[0]?.length).toBeLessThan(200)
  })
})

describe('a secret', () => {
  const secrets = describeSettings().filter(({ secret }) => secret)

  test('is each of these', () => {
    expect(secrets.map(({ name }) => name)).toEqual(['STREAMING_PROXY_KEY', 'UI_PASSWORD', 'OPENAI_API_KEY'])
  })

  test.each(secrets)('$name can be kept in a file, with any line end or none', ({ name }) => {
    for (const end of ['', '\n', '\r\n', '\n\n'])
      expect(
        [readSettings({ [`${name}_FILE`]: file(`in a file${end}`) })[name as 'UI_PASSWORD']].flat(),
      ).toEqual(['in a file'])
  })

  test.each(secrets)('$name is never part of what is said about it', ({ name }) => {
    for (const value of ['hunter2\u0007', 'hunter2 \u2028 2', 'hunter2\u0000,hunter2']) {
      const [problem = ''] = [
        ...problemsOf({ [name]: value }),
        ...problemsOf({ [`${name}_FILE`]: file(value) }),
      ]
      expect(problem).toStartWith(`${name}: its value is not allowed; allowed: `)
      expect(problem).not.toContain('hunter2')
    }
  })

  test('that goes into a header can be ASCII alone, and a list of keys has one at least', () => {
    expect(problemsOf({ OPENAI_API_KEY: 'schlüssel' })).toHaveLength(1)
    for (const keys of ['ä', ',']) expect(problemsOf({ STREAMING_PROXY_KEY: keys })).toHaveLength(1)
  })

  test('given twice is refused, without a guess which is meant', () => {
    expect(problemsOf({ UI_PASSWORD: 'a', UI_PASSWORD_FILE: file('b') })).toEqual([
      'UI_PASSWORD: set either UI_PASSWORD or UI_PASSWORD_FILE, not both.',
    ])
  })

  test('kept in an empty or blank file is not set, so that it may be set directly', () => {
    for (const empty of ['', ' \t\n', '\uFEFF\r\n']) {
      expect(readSettings({ UI_PASSWORD_FILE: file(empty) }).UI_PASSWORD).toBe('')
      expect(readSettings({ UI_PASSWORD: 'direct', UI_PASSWORD_FILE: file(empty) }).UI_PASSWORD).toBe(
        'direct',
      )
    }
    expect(readSettings({ OPENAI_API_KEY_FILE: '/dev/null' }).OPENAI_API_KEY).toBe('')
  })

  test('in a file may have been saved on Windows', () => {
    expect(
      readSettings({ STREAMING_PROXY_KEY_FILE: file('\uFEFFone\r\ntwo\r\n') }).STREAMING_PROXY_KEY,
    ).toEqual(['one', 'two'])
    expect(readSettings({ UI_PASSWORD_FILE: file('\uFEFFopen sesame\r\n') }).UI_PASSWORD).toBe('open sesame')
  })

  test('comes with the file that it is to be read from anew, unless it is set directly', () => {
    const path = file('')
    expect(readSettings({ UI_PASSWORD_FILE: path, OPENAI_API_KEY: 'direct' }).secretFiles).toEqual({
      UI_PASSWORD: path,
    })
    expect(readSettings({ UI_PASSWORD: 'direct', UI_PASSWORD_FILE: path }).secretFiles).toEqual({})
  })

  test('in a file that is not there is said, and the server does not start with a default', () => {
    const path = join(folder, 'missing')
    expect(problemsOf({ UI_PASSWORD_FILE: path })).toEqual([
      `UI_PASSWORD_FILE: the file ${path} is not there. Make it, or name another.`,
    ])
  })

  test('whose file is a folder is told what Docker does with a mount that is missing', () => {
    const [problem, ...others] = problemsOf({ UI_PASSWORD_FILE: folder })
    expect(others).toEqual([])
    expect(problem).toStartWith(
      `UI_PASSWORD_FILE: ${folder} is a folder and not a file. Docker makes one where `,
    )
  })

  test.skipIf(process.getuid?.() !== 0)(
    "whose file is another user's is told who runs, and how to give it to them",
    () => {
      const path = file('a secret')
      chmodSync(path, 0o600)
      chmodSync(folder, 0o755)
      for (const [uid, cure] of [
        [65532, `Give it to this user: chown 65532 ${path} (of a container: the file on the machine).`],
        [1000, 'Give this user the right to, or name another file.'],
      ] as const) {
        const script = `import { readSecretFile } from '${import.meta.dir}/../src/secret-file.ts'
        process.setuid(${uid})
        console.log(JSON.stringify(readSecretFile(process.argv[1])))`
        const { stdout } = Bun.spawnSync([process.execPath, '-e', script, path])
        expect(JSON.parse(stdout.toString())).toEqual({
          fault: `the file ${path} cannot be read by the user that runs (uid ${uid}). ${cure}`,
        })
      }
    },
  )

  test('in an address is refused and not shown', () => {
    for (const address of [
      'https://me:hunter2@example.org/v1',
      'https://:hunter2@example.org',
      'https://hunter2@example.org',
    ]) {
      const [problem = ''] = problemsOf({ OPENAI_BASE_URL: address })
      expect(problem).toContain('OPENAI_BASE_URL: its value is not allowed')
      expect(problem).not.toContain('hunter2')
    }
  })

  test('is the only setting that a file may hold', () => {
    expect(readSettings({ PORT_FILE: file('9000') }).PORT).toBe(8000)
  })
})
