import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { readEnvFile } from '../src/env-file.ts'
import { isKnown, misspelt } from '../src/known-names.ts'
import { describeSettings } from '../src/settings.ts'

describe('a .env file', () => {
  // What Docker Compose 2.40 makes of each (seen).
  test.each([
    ['A=1', '1'],
    ['export A=1', '1'],
    ['A = 1 ', '1'],
    ['A=a #b', 'a'],
    ['A=a#b', 'a#b'],
    ['A=', ''],
    ['A=\'pa$word # "x" \\n\'', 'pa$word # "x" \\n'],
    ['A="a \\"b\\" \\$c\\n"', 'a "b" $c\n'],
    ["A='two\nlines'", 'two\nlines'],
    ['A=end$', 'end$'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how the file is written
    ['B=x\nA=${B}y$B${C:-z}', 'xyxz'],
  ])('%j is read as Docker does', (text, expected) => {
    expect(readEnvFile(`# a remark\n\n${text}\n`)).toMatchObject({ values: { A: expected }, problems: [] })
  })

  test.each([
    ['A=1\r\nB=2\r\nC=3\nD=4\r\n', 'lines 1-2, 4: Windows line ends'],
    ['\uFEFFA=1\n', 'line 1: there is a byte order mark'],
    ['A=1\nUI_PASSWORD hunter2\n', 'line 2: there is no "=" in it'],
    ['=hunter2', 'line 1: there is no name before its "="'],
    ['sk-hunter2=', 'line 1: what stands before its "=" is no name'],
    ['A=1\nB=2\nA=3\n', 'line 3: A stands in line 1 too'],
    ['A=pa$hunter2', 'line 1: a $ in the value of A stands for'],
    ['A=pa\\$hunter2', 'line 1: a $ in the value of A stands for'],
    ['A="hunter2', 'line 1: the quote that the value of A begins with is not closed'],
  ])('%j is told with its line, without the value', (text, told) => {
    const { problems } = readEnvFile(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toStartWith(told)
    expect(problems[0]).not.toContain('hunter2')
  })

  test('of any text is read without an end that never comes', () => {
    for (const text of [
      '',
      '\n',
      '"',
      '=',
      "A='",
      'A="\\',
      '$',
      '\0',
      'A=${',
      '='.repeat(100_000),
      'A="$'.repeat(20_000),
    ])
      expect(readEnvFile(text).problems.length).toBeLessThan(3)
  })
})

describe('names', () => {
  test('of every setting are known, and of nothing else in .env.example', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    const names = [...example.matchAll(/^#([A-Z_]+)=/gm)].map((match) => match[1] ?? '')
    expect(names.length).toBeGreaterThan(30)
    expect(names.filter((name) => !isKnown(name))).toEqual([])
    for (const { name } of describeSettings()) expect([name, misspelt(name)]).toEqual([name, undefined])
  })

  test('that the compose files take from .env are known, so that a deploy refuses none of them', () => {
    const root = `${import.meta.dir}/..`
    const texts = [...new Bun.Glob('docker-compose*.yml').scanSync(root)].map((name) =>
      readFileSync(`${root}/${name}`, 'utf8'),
    )
    const names = [...texts.join('\n').matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)/g)].map(
      (match) => match[1] ?? '',
    )
    expect(names.length).toBeGreaterThan(20)
    expect([...new Set(names)].filter((name) => !isKnown(name))).toEqual([])
  })

  test('that compose files and scripts read are known too', () => {
    for (const name of [
      'COMPOSE_FILE',
      'BLUE_SCALE',
      'DOMAIN',
      'ACME_EMAIL',
      'LIMIT_STREAMS',
      'STATUS_KEY_FILE',
      'TZ',
    ])
      expect([name, isKnown(name)]).toEqual([name, true])
  })

  test.each([
    ['OPENAI_APIKEY', 'OPENAI_API_KEY'],
    ['OPENAI_KEY', 'OPENAI_API_KEY'],
    ['OPEN_AI_API_KEY', 'OPENAI_API_KEY'],
    ['openai_api_key', 'OPENAI_API_KEY'],
    ['PUBLC_URL', 'PUBLIC_URL'],
    ['PUBLIC_ULR', 'PUBLIC_URL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['UI_PASWORD_FILE', 'UI_PASSWORD_FILE'],
    ['STREAMING_PROXY_KEYS', 'STREAMING_PROXY_KEY'],
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
  ])('%s in the environment was meant to be %s', (name, meant) => {
    expect(misspelt(name)).toBe(meant)
  })

  test('of other programs are left alone', () => {
    const others =
      'PATH HOME HOSTNAME PWD SHELL TERM USER LANG LC_ALL MODE MODELS HOSTS POSTS PORTS NODE_ENV SSL_CERT_FILE OPENAI_ORG_ID OPENAI_LOG DATABASE_URL PUBLIC_KEY LOG_FILE KUBERNETES_SERVICE_PORT container'
    for (const name of others.split(' ')) expect([name, misspelt(name)]).toEqual([name, undefined])
  })
})
