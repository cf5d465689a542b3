import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

/**
 * Every setting: read once from the environment or its *_FILE twin, checked, typed. This table is the only
 * list of them; `.env.example` is compared with it by a test.
 */

export const DEFAULT_BASE_URL = 'https://api.openai.com/v1'

type Environment = Record<string, string | undefined>

interface Definition<T> {
  doc: string
  fallback: string
  /** What is allowed, in words; shown when a value is refused. */
  allowed: string
  secret?: true
  parse(text: string): T | undefined
}

const text = (doc: string, fallback = '', allowed = 'any text'): Definition<string> => ({
  doc,
  fallback,
  allowed,
  parse: (value) => value,
})

const secret = (doc: string): Definition<string> => ({
  doc,
  fallback: '',
  allowed: 'printable characters without spaces around them',
  secret: true,
  parse: (value) => (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) ? value : undefined),
})

const integer = (doc: string, fallback: number, min: number, max: number): Definition<number> => ({
  doc,
  fallback: String(fallback),
  allowed: `a whole number from ${min} to ${max}`,
  parse: (value) => {
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN
    return number >= min && number <= max ? number : undefined
  },
})

const choice = <T extends string>(
  doc: string,
  fallback: T | '',
  values: readonly T[],
): Definition<T | ''> => ({
  doc,
  fallback,
  allowed: values.join(', '),
  parse: (value) => values.find((known) => known === value),
})

const flag = (doc: string, fallback: boolean): Definition<boolean> => ({
  doc,
  fallback: String(fallback),
  allowed: 'true or false',
  parse: (value) => (/^(true|1)$/i.test(value) ? true : /^(false|0)$/i.test(value) ? false : undefined),
})

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A time in milliseconds, written with its unit: `500ms`, `30s`, `10m`, `12h`, `30d`. */
const duration = (doc: string, fallback: string, maxMs: number): Definition<number> => ({
  doc,
  fallback,
  allowed: `a time with its unit, such as 500ms, 30s or 10m, at most ${maxMs / 1000}s${fallback === 'off' ? ', or off' : ''}`,
  parse: (value) => {
    if (value === 'off' && fallback === 'off') return 0
    const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value)
    const ms = match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN) : Number.NaN
    return ms > 0 && ms <= maxMs ? ms : undefined
  },
})

const url = (doc: string, fallback = ''): Definition<string> => ({
  doc,
  fallback,
  allowed: 'an address such as https://example.org, without user, query or fragment',
  parse: (value) => {
    const parsed = URL.parse(value)
    const good =
      parsed && /^https?:\/\//i.test(value) && !/[@?#\s]/.test(value) && /^https?:$/.test(parsed.protocol)
    return good ? value.replace(/\/+$/, '') : undefined
  },
})

const list = (doc: string, allowed: string, good: (item: string) => boolean): Definition<string[]> => ({
  doc,
  fallback: '',
  allowed,
  parse: (value) => {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean)
    return items.every(good) ? items : undefined
  },
})

const isNetwork = (item: string): boolean => {
  const [address = '', bits, more] = item.split('/')
  const max = { 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (max < 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= max)
}

const isOrigin = (item: string): boolean =>
  /^https?:$/.test(URL.parse(item)?.protocol ?? '') && URL.parse(item)?.origin === item

const DEFINITIONS = {
  HOST: text('Address to listen on.', '127.0.0.1'),
  PORT: integer('Port to listen on; 0 takes a free one.', 8000, 0, 65535),
  DATA_DIR: text('Folder for journals, the store and made secrets.', './data'),
  PUBLIC_URL: url('Address people open, where a proxy stands in front; decides links and secure cookies.'),
  TRUSTED_PROXIES: list(
    'Addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas.',
    'addresses or networks such as 10.0.0.0/8, separated by commas',
    isNetwork,
  ),
  ALLOWED_ORIGINS: list(
    'Origins of front ends on other hosts that may call the API, separated by commas.',
    'origins such as https://app.example.org, separated by commas',
    isOrigin,
  ),
  STREAMING_PROXY_KEY: secret(
    'Key of API clients; several separated by commas, so that keys can be rotated. Made at the first start when not set.',
  ),
  UI_PASSWORD: secret(
    'Password people sign in with. Without it a one-time sign-in link is printed at each start.',
  ),
  PROVIDER: choice(
    'Who writes: openai (any OpenAI-compatible server) or demo. Without it: openai where a key or base URL is set, else demo.',
    '',
    ['openai', 'demo'],
  ),
  OPENAI_API_KEY: secret("Key of the model's server. Servers on your own machine mostly need none."),
  OPENAI_BASE_URL: url("Address of the model's server, up to and with /v1.", DEFAULT_BASE_URL),
  MODEL: text("Model to use. Without it: the first sensible one of those the model's server offers."),
  MODEL_DESIGN: text('Model for project designs alone; else MODEL.'),
  MODEL_FIRST_TOKEN_TIMEOUT: duration('How long the model may take to its first token.', '2m', 3_600_000),
  MODEL_TOKEN_TIMEOUT: duration('How long the model may be silent between two tokens.', '1m', 3_600_000),
  MODEL_RETRIES: integer(
    'How often a refused or failed request is repeated before the first token.',
    2,
    0,
    10,
  ),
  DEMO_TOKENS_PER_SECOND: integer('Pace of the demo model.', 45, 1, 100_000),
  USE_STREAMING: flag('Whether the form starts with "show the text while it is written" switched on.', true),
  AUTO_CONTINUE: integer(
    'How often a run that broke off is continued by itself; 0 leaves it to the person.',
    1,
    0,
    10,
  ),
  MAX_RUNS: integer('Runs being written at once; more are refused with 429.', 100, 1, 10_000),
  MAX_LENGTH_CONTINUES: integer(
    'How often an answer cut at the token limit is continued by itself.',
    8,
    0,
    50,
  ),
  MAX_DOCUMENT_CHARS: integer(
    'Length at which a document that does not end is stopped, in characters.',
    2_000_000,
    1000,
    50_000_000,
  ),
  DRAIN_TIMEOUT: duration(
    'How long a server that was told to end waits for its live runs.',
    '10m',
    86_400_000,
  ),
  DRAIN_GRACE: duration(
    'How long a server that was told to end still takes requests, so that a proxy notices.',
    '100ms',
    600_000,
  ),
  HEARTBEAT: duration(
    'Silence after which a stream carries a comment, so that proxies keep it.',
    '10s',
    60_000,
  ),
  LOG_LEVEL: choice('How much is logged.', 'info', [
    'trace',
    'debug',
    'info',
    'warn',
    'error',
    'fatal',
    'silent',
  ]),
} satisfies Record<string, Definition<unknown>>

export type SettingName = keyof typeof DEFINITIONS
export type Settings = {
  readonly [Name in SettingName]: (typeof DEFINITIONS)[Name] extends Definition<infer T> ? T : never
}

/** All that was wrong with the settings, a line each; values of secrets are never part of it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

function readFile(name: string, path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch {
    problems.push(`${name}_FILE: the file ${path} cannot be read. Name a file that this user may read.`)
    return undefined
  }
}

/** Reads and checks every setting. Throws a SettingsError that names all bad ones at once. */
export function readSettings(environment: Environment): Settings {
  const problems: string[] = []
  const settings: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries(DEFINITIONS) as [string, Definition<unknown>][]) {
    const path = definition.secret ? environment[`${name}_FILE`] : undefined
    const given = environment[name]
    if (path && given) problems.push(`${name}: set either ${name} or ${name}_FILE, not both.`)
    // An empty value is the same as none: compose files pass settings on that are not set.
    const value = (path ? readFile(name, path, problems) : given)?.trim() || definition.fallback
    const parsed = value === '' ? emptyValue(definition) : definition.parse(value)
    if (parsed === undefined) {
      // An address may hold a password in front of its @.
      const hidden = definition.secret || value.includes('@')
      const shown = hidden ? 'its value' : JSON.stringify(value.slice(0, 80))
      problems.push(`${name}: ${shown} is not allowed; allowed: ${definition.allowed}.`)
    }
    settings[name] = parsed
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return settings as Settings
}

/** Lists are empty, texts are '', where nothing is set and the default is nothing. */
function emptyValue(definition: Definition<unknown>): unknown {
  return definition.parse('') ?? ''
}

/** Name, default, doc line and kind of each setting, for `.env.example` and the documentation. */
export function describeSettings(): { name: string; fallback: string; doc: string; secret: boolean }[] {
  return (Object.entries(DEFINITIONS) as [string, Definition<unknown>][]).map(([name, definition]) => ({
    name,
    fallback: definition.fallback,
    doc: definition.doc,
    secret: definition.secret === true,
  }))
}
